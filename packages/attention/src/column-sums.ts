import * as tf from '@tensorflow/tfjs-core';

/**
 * The sum over rows of a matrix, `[R, C]` to `[C]`.
 *
 * It multiplies by a row of ones, because a matrix multiplication reads memory in order and uses all cores; a reduction
 * over the first axis often does neither.
 */
export function columnSums(matrix: tf.Tensor): tf.Tensor1D {
  const [rows = 1, columns = 1] = matrix.shape;
  return tf.reshape(tf.matMul(tf.fill([1, rows], 1), matrix as tf.Tensor2D), [columns]);
}
