import * as tf from '@tensorflow/tfjs-core';
import { customGradient } from './custom-gradient.js';
import type { DropoutMask } from './dropout.js';
import { siluSlope } from './silu.js';
import { sumTo } from './sum-to.js';

export interface PointwiseAttentionOptions {
  /** Added to the products, broadcast to `[B, H, T, S]`; it has a gradient. */
  readonly bias: tf.Tensor;
  /** Additive, broadcast to `[B, H, T, S]`: 0 where a query may attend, about -1e9 elsewhere. It has no gradient. */
  readonly mask?: tf.Tensor | undefined;
  /** The factor of the attention weights. */
  readonly scale: number;
  /** Dropout of the attention weights, with a mask `[B, H, T, S]`. */
  readonly dropout?: DropoutMask | undefined;
}

/**
 * `scale * silu(query key^T + bias + mask) value`, for each head: attention without a softmax, so that the number of
 * matching events counts, and not only their shares. A hidden slot has the weight 0 exactly.
 *
 * @param query `[B, H, T, K]`
 * @param key `[B, H, S, K]`
 * @param value `[B, H, S, K]`
 * @returns `[B, H, T, K]`
 * @see Zhai et al. 2024, https://arxiv.org/abs/2402.17152
 */
export function pointwiseAttention(
  query: tf.Tensor,
  key: tf.Tensor,
  value: tf.Tensor,
  { bias, mask, scale, dropout }: PointwiseAttentionOptions,
): tf.Tensor4D {
  const factor = scale / (1 - (dropout?.rate ?? 0));
  const attended = customGradient(
    [query, key, value, bias],
    () => {
      const products = tf.add(tf.matMul(query, key, false, true), bias); // [B, H, T, S]
      const scores = mask === undefined ? products : tf.add(products, mask);
      const gate = tf.sigmoid(scores);
      const weights = thinned(tf.mul(scores, gate), dropout?.keep);
      // The factor is applied to the values, which are far smaller than the weights.
      const attended = tf.matMul(weights, tf.mul(value, factor));
      const residuals: Residuals = { query, key, value, scores, gate };
      return {
        value: attended,
        residuals: dropout === undefined ? residuals : { ...residuals, keep: dropout.keep },
      };
    },
    (dy, { query, key, value, scores, gate, keep }) => {
      const scaledDy = tf.mul(dy, factor);
      const weights = thinned(tf.mul(scores, gate), keep);
      const dValue = tf.matMul(weights, scaledDy, true, false);
      const dWeights = thinned(tf.matMul(scaledDy, value, false, true), keep);
      const dScores = tf.mul(dWeights, siluSlope(scores, gate));
      return [
        tf.matMul(dScores, key),
        tf.matMul(dScores, query, true, false),
        dValue,
        sumTo(dScores, bias.shape),
      ];
    },
  );
  return attended as tf.Tensor4D;
}

interface Residuals {
  readonly query: tf.Tensor;
  readonly key: tf.Tensor;
  readonly value: tf.Tensor;
  readonly scores: tf.Tensor;
  readonly gate: tf.Tensor;
  readonly keep?: tf.Tensor;
}

function thinned(x: tf.Tensor, keep: tf.Tensor | undefined): tf.Tensor {
  return keep === undefined ? x : tf.mul(x, tf.cast(keep, 'float32'));
}
