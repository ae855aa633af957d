import * as tf from '@tensorflow/tfjs-core';

/**
 * Adds each row of `values` `[N, D]` to a `[count, D]` matrix of zeros at its index; equal indices add up.
 *
 * It uses `ScatterNd` rather than `UnsortedSegmentSum`, which tfjs's WASM backend lacks, and which reads all values
 * once for each of the `count` rows on its CPU backend.
 */
export function scatterRows(indices: tf.Tensor, values: tf.Tensor, count: number): tf.Tensor2D {
  const [, size = 1] = values.shape;
  return tf.scatterND(tf.reshape(indices, [indices.size, 1]), values, [count, size]) as tf.Tensor2D;
}
