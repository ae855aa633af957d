import type { BatchTensors } from '@org/sequence-model';
import * as tf from '@tensorflow/tfjs-core';

/** Small enough to train in a test. */
export const TINY = {
  itemCount: 7,
  maxLength: 6,
  hiddenSize: 8,
  layers: 2,
  heads: 2,
  seed: 5,
} as const;

/** Three rows of five slots as the next-item objective makes them, the first and the last padded. */
export function toyBatch(): BatchTensors {
  return {
    ids: tf.tensor2d([0, 0, 3, 6, 5, 2, 4, 7, 1, 3, 0, 0, 0, 0, 2], [3, 5], 'int32'),
    positions: tf.tensor2d([0, 0, 2, 3, 4, 0, 1, 2, 3, 4, 0, 0, 0, 0, 4], [3, 5], 'int32'),
    labels: tf.tensor2d([0, 0, 6, 5, 1, 4, 7, 1, 3, 5, 0, 0, 0, 0, 6], [3, 5], 'int32'),
    weights: tf.tensor2d([0, 0, 1, 1, 1, 1, 1, 0.5, 1, 1, 0, 0, 0, 0, 1], [3, 5]),
  };
}
