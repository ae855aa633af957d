import * as tf from '@tensorflow/tfjs-core';

/**
 * The value of an additive attention mask where a query may not attend. It is so low that the softmax gives 0 beside
 * any visible slot, but finite, so that a row without visible slots (a sequence of padding only) stays finite: uniform.
 */
export const BLOCKED = -1e9;

/**
 * The additive mask that hides padding from every query.
 *
 * @param ids int32 `[B, T]`
 * @param pad The id of padding.
 * @returns float32 `[B, 1, 1, T]`, 0 at items and {@link BLOCKED} at padding, for scores `[B, H, T, T]`.
 */
export function paddingMask(ids: tf.Tensor, pad = 0): tf.Tensor4D {
  const [batch = 1, time = 1] = ids.shape;
  return tf.tidy(() => {
    const padding = tf.cast(tf.equal(ids, pad), 'float32');
    return tf.reshape(tf.mul(padding, BLOCKED), [batch, 1, 1, time]);
  });
}

/**
 * The additive mask with which slot t attends only to the slots 0..t. Add it to a padding mask to apply both.
 *
 * @param positions int32 `[B, M]`, the slots of the queries. Default: all slots.
 * @returns float32, 0 up to a query's own slot and {@link BLOCKED} after it: `[1, 1, T, T]`, or with positions `[B, 1,
 * M, T]`.
 */
export function causalMask(time: number, positions?: tf.Tensor): tf.Tensor4D {
  return tf.tidy(() => {
    const slots = tf.range(0, time, 1, 'int32');
    const [batch = 1, asked = time] = positions?.shape ?? [];
    const queries = tf.reshape(positions ?? slots, [batch, 1, asked, 1]);
    const later = tf.less(queries, tf.reshape(slots, [1, 1, 1, time])); // [B, 1, M, T]
    return tf.mul(tf.cast(later, 'float32'), BLOCKED) as tf.Tensor4D;
  });
}

/** The mask that hides what any of the given masks hides; `undefined` if none is given. */
export function combinedMask(...masks: readonly (tf.Tensor | undefined)[]): tf.Tensor | undefined {
  const given = masks.filter((mask) => mask !== undefined);
  const [first, ...rest] = given;
  if (first === undefined) return undefined;
  return tf.tidy(() => rest.reduce((sum, mask) => tf.add(sum, mask), first));
}
