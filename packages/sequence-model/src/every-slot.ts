import * as tf from '@tensorflow/tfjs-core';

/** Positions `[B, T]` that name every slot of `ids [B, T]` in order, as a batch without positions does. */
export function everySlot(ids: tf.Tensor2D): tf.Tensor2D {
  const [rows, length] = ids.shape;
  return tf.tidy(() => {
    const slots = tf.reshape(tf.range(0, length, 1, 'int32'), [1, length]);
    return tf.tile<tf.Tensor2D>(slots as tf.Tensor2D, [rows, 1]);
  });
}
