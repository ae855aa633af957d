import type { BatchTensors } from '@org/sequence-model';
import * as tf from '@tensorflow/tfjs-core';

/** A configuration that is small enough to train in a test. */
export const TINY = {
  itemCount: 7,
  maxLength: 6,
  hiddenSize: 8,
  layers: 2,
  heads: 2,
  innerSize: 12,
  seed: 5,
} as const;

/** MASK of a catalogue of seven items. */
export const MASK = 8;

/** Three rows of five slots, with two prediction slots each, some unused. */
export function toyBatch(): BatchTensors {
  return {
    ids: tf.tensor2d([0, 0, 3, MASK, 5, 2, MASK, 7, 1, MASK, 0, 0, 0, 0, MASK], [3, 5], 'int32'),
    positions: tf.tensor2d([3, 0, 1, 4, 4, 0], [3, 2], 'int32'),
    labels: tf.tensor2d([4, 0, 2, 6, 7, 0], [3, 2], 'int32'),
    weights: tf.tensor2d([1, 0, 1, 0.5, 1, 0], [3, 2]),
  };
}
