import * as tf from '@tensorflow/tfjs-core';
import { AttentionError } from './attention-error.js';
import { type LinearWeights, linear } from './linear.js';
import {
  type AttentionOptions,
  scaledDotProductAttention,
} from './scaled-dot-product-attention.js';

/** Four affine maps `[D, D]`; the D features of the first three are H heads of K = D / H features. */
export interface MultiHeadAttentionWeights {
  readonly query: LinearWeights;
  readonly key: LinearWeights;
  readonly value: LinearWeights;
  readonly output: LinearWeights;
}

export interface MultiHeadAttentionOptions extends AttentionOptions {
  /** The number of heads; divides D. */
  readonly heads: number;
  /** `[B, S, D]`, the input of keys and values. Default: `x`, which gives self-attention. */
  readonly context?: tf.Tensor | undefined;
}

/**
 * Multi-head attention of `x` over itself or over a context.
 *
 * @param x `[B, T, D]`
 * @returns `[B, T, D]`
 * @see Vaswani et al. 2017, https://arxiv.org/abs/1706.03762
 */
export function multiHeadAttention(
  x: tf.Tensor,
  weights: MultiHeadAttentionWeights,
  { heads, context = x, mask, bias, dropout }: MultiHeadAttentionOptions,
): tf.Tensor3D {
  const [batch = 1, time = 1, size = 1] = x.shape;
  requireHeads('multiHeadAttention', size, heads);
  return tf.tidy(() => {
    const query = splitHeads(linear(x, weights.query), heads);
    const key = splitHeads(linear(context, weights.key), heads);
    const value = splitHeads(linear(context, weights.value), heads);
    const attended = scaledDotProductAttention(query, key, value, { mask, bias, dropout }); // [B, H, T, K]
    const merged = tf.reshape(tf.transpose(attended, [0, 2, 1, 3]), [batch, time, size]);
    return linear(merged, weights.output) as tf.Tensor3D;
  });
}

/** @throws AttentionError if the heads do not divide the features. */
export function requireHeads(where: string, size: number, heads: number): void {
  if (size % heads === 0) return;
  throw new AttentionError(
    'invalid-option',
    where,
    `${heads} heads do not divide the ${size} features of the input`,
  );
}

/** `[B, T, D]` to `[B, H, T, K]`. */
export function splitHeads(x: tf.Tensor, heads: number): tf.Tensor {
  const [batch = 1, time = 1, size = 1] = x.shape;
  return tf.transpose(tf.reshape(x, [batch, time, heads, size / heads]), [0, 2, 1, 3]);
}
