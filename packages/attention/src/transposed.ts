import * as tf from '@tensorflow/tfjs-core';

/**
 * A matrix's transpose as a copy in memory, for a matrix product. The products of this package transpose the smaller
 * side this way rather than by `matMul`'s flags, which make tfjs's WASM backend 5 to 40 times slower; elsewhere the
 * copy takes little time compared to the product.
 */
export function transposed(matrix: tf.Tensor): tf.Tensor2D {
  return tf.transpose(matrix as tf.Tensor2D);
}
