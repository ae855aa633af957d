import * as tf from '@tensorflow/tfjs-core';

/**
 * A matrix's transpose, laid out in memory, for a matrix product. The products of this package transpose the smaller
 * side this way and not by `matMul`'s flags: with those tfjs's WASM backend is 5 to 40 times slower, while elsewhere
 * the copy is lost beside the product.
 */
export function transposed(matrix: tf.Tensor): tf.Tensor2D {
  return tf.transpose(matrix as tf.Tensor2D);
}
