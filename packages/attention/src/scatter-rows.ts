import * as tf from '@tensorflow/tfjs-core';

/**
 * A `[count, D]` matrix of zeros to which each row of `values` `[N, D]` is added at its index; equal indices add up.
 *
 * `ScatterNd` rather than `UnsortedSegmentSum`: the latter is missing from tfjs's WASM backend, and on its CPU backend
 * takes one pass over all values for each of the `count` rows.
 */
export function scatterRows(indices: tf.Tensor, values: tf.Tensor, count: number): tf.Tensor2D {
  const [, size = 1] = values.shape;
  return tf.scatterND(tf.reshape(indices, [indices.size, 1]), values, [count, size]) as tf.Tensor2D;
}
