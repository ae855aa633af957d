import * as tf from '@tensorflow/tfjs-core';
import { embeddingLookup } from './embedding-lookup.js';

/**
 * Picks M slots of each sequence, so that only these pass through an output layer.
 *
 * @param x `[B, T, D]`
 * @param positions int32 `[B, M]`, slots in 0..T-1, repeats allowed.
 * @returns `[B, M, D]`
 */
export function gatherPositions(x: tf.Tensor, positions: tf.Tensor): tf.Tensor3D {
  const [batch = 1, time = 1, size = 1] = x.shape;
  return tf.tidy(() => {
    const offsets = tf.reshape(tf.range(0, batch * time, time, 'int32'), [batch, 1]);
    const rows = tf.reshape(x, [batch * time, size]);
    return embeddingLookup(rows, tf.add(positions, offsets)) as tf.Tensor3D;
  });
}
