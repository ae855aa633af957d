import * as tf from '@tensorflow/tfjs-core';

/**
 * What an additive attention mask holds where a query may not look. Large enough that the softmax gives 0 next to any
 * open place, yet finite, so that a row with no open place (a sequence that is all padding) stays finite: uniform.
 */
export const BLOCKED = -1e9;

/**
 * The additive mask that hides padding from every query.
 *
 * @param ids int32 `[B, T]`
 * @param pad The id that stands for padding.
 * @returns float32 `[B, 1, 1, T]`, 0 where an item stands and {@link BLOCKED} at padding, for scores `[B, H, T, T]`.
 */
export function paddingMask(ids: tf.Tensor, pad = 0): tf.Tensor4D {
  const [batch = 1, time = 1] = ids.shape;
  return tf.tidy(() => {
    const padding = tf.cast(tf.equal(ids, pad), 'float32');
    return tf.reshape(tf.mul(padding, BLOCKED), [batch, 1, 1, time]);
  });
}

/**
 * The additive mask with which slot t sees the slots 0..t only. Add it to a padding mask to have both.
 *
 * @returns float32 `[1, 1, T, T]`, 0 at and below the diagonal and {@link BLOCKED} above.
 */
export function causalMask(time: number): tf.Tensor4D {
  return tf.tidy(() => {
    const slots = tf.range(0, time, 1, 'int32');
    const later = tf.less(tf.reshape(slots, [time, 1]), tf.reshape(slots, [1, time])); // [T, T]
    return tf.reshape(tf.mul(tf.cast(later, 'float32'), BLOCKED), [1, 1, time, time]);
  });
}

/** The mask that hides what any of the given masks hides; `undefined` if none is given. */
export function combinedMask(...masks: readonly (tf.Tensor | undefined)[]): tf.Tensor | undefined {
  const given = masks.filter((mask) => mask !== undefined);
  const [first, ...rest] = given;
  if (first === undefined) return undefined;
  return tf.tidy(() => rest.reduce((sum, mask) => tf.add(sum, mask), first));
}
