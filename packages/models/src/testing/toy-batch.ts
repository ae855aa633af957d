import type { BatchTensors } from '@org/sequence-model';
import * as tf from '@tensorflow/tfjs-core';

/** V of the toy batches. */
export const V = 7;

/** A batch with positions. */
export type PlacedBatch = BatchTensors & { readonly positions: tf.Tensor2D };

/** Seconds since the first event of each row, for models that read times. */
const times = () =>
  tf.tensor2d([0, 0, 0, 9, 70, 0, 5, 60, 4000, 90000, 0, 0, 0, 0, 0], [3, 5], 'int32');
const targetTimes = () =>
  tf.tensor2d([0, 0, 9, 70, 99, 5, 60, 4000, 90000, 2e6, 0, 0, 0, 0, 8], [3, 5], 'int32');

/** Three rows of five slots with two prediction slots each, some unused; the first and the last row are padded. */
export function slotBatch(): PlacedBatch {
  return {
    times: times(),
    targetTimes: targetTimes(),
    ids: tf.tensor2d([0, 0, 3, 6, 5, 2, 4, 7, 1, 3, 0, 0, 0, 0, 2], [3, 5], 'int32'),
    positions: tf.tensor2d([3, 0, 1, 4, 4, 0], [3, 2], 'int32'),
    labels: tf.tensor2d([4, 0, 2, 6, 7, 0], [3, 2], 'int32'),
    weights: tf.tensor2d([1, 0, 1, 0.5, 1, 0], [3, 2]),
  };
}

/** The same rows with a prediction slot for every slot, in order. */
export function everySlotBatch(): PlacedBatch {
  return {
    ids: slotBatch().ids,
    times: times(),
    targetTimes: targetTimes(),
    positions: tf.tile(tf.tensor2d([[0, 1, 2, 3, 4]], undefined, 'int32'), [3, 1]),
    labels: tf.tensor2d([0, 0, 6, 5, 1, 4, 7, 1, 3, 5, 0, 0, 0, 0, 6], [3, 5], 'int32'),
    weights: tf.tensor2d([0, 0, 1, 1, 1, 1, 1, 0.5, 1, 1, 0, 0, 0, 0, 1], [3, 5]),
  };
}

/** The batch with reordered prediction slots: slot m holds the values of slot `order[m]`. */
export function pick<Batch extends BatchTensors>(
  { ids, times, targetTimes, positions, labels, weights }: Batch,
  order: readonly number[],
): BatchTensors {
  const places = (tensor: tf.Tensor2D) => tf.gather(tensor, tf.tensor1d([...order], 'int32'), 1);
  return {
    ids,
    times,
    targetTimes,
    ...(positions !== undefined && { positions: places(positions) }),
    labels: places(labels),
    weights: places(weights),
  };
}
