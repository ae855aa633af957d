import * as tf from '@tensorflow/tfjs-core';
import { AttentionError } from './attention-error.js';
import { backendKernel } from './backend-kernel.js';
import { customGradient } from './custom-gradient.js';
import type { DropoutMask } from './dropout.js';
import { sumTo } from './sum-to.js';

export interface AttentionOptions {
  /**
   * Additive, broadcast to `[B, H, T, S]`: 0 where a query may attend, about -1e9 elsewhere. A constant without
   * gradient.
   */
  readonly mask?: tf.Tensor | undefined;
  /** Added to the scaled products, broadcast to `[B, H, T, S]`; it has a gradient. */
  readonly bias?: tf.Tensor | undefined;
  /** Dropout of the attention probabilities, with a mask `[B, H, T, S]`. */
  readonly dropout?: DropoutMask | undefined;
}

/**
 * `softmax(query key^T / sqrt(K) + bias + mask) value`, for each head.
 *
 * Its hand-written gradient keeps only the probabilities of the `[B, H, T, S]` floats, while the gradients of the
 * single ops also keep scores and dropped probabilities, and it takes the softmax's row sums from the output,
 * `rowsum(dP * P) = rowsum(dO * O)`.
 *
 * @param query `[B, H, T, K]`
 * @param key `[B, H, S, K]`
 * @param value `[B, H, S, K]`
 * @returns `[B, H, T, K]`
 * @see Vaswani et al. 2017, https://arxiv.org/abs/1706.03762
 */
export function scaledDotProductAttention(
  query: tf.Tensor,
  key: tf.Tensor,
  value: tf.Tensor,
  { mask, bias, dropout }: AttentionOptions = {},
): tf.Tensor4D {
  checkShapes(query, key, value);
  const scale = 1 / Math.sqrt(query.shape[3] ?? 1);
  const keep = dropout?.keep;
  const rate = dropout?.rate ?? 0;
  // The factor 1 / (1 - rate) is applied to the values, which are far smaller tensors than the probabilities.
  const growth = 1 / (1 - rate);

  // A backend's kernel takes its mask as a constant.
  const kernel =
    bias === undefined
      ? backendKernel(
          'OrgScaledDotProductAttention',
          { query, key, value, mask, keep },
          { scale, rate },
        )
      : undefined;
  const attended =
    kernel ??
    customGradient(
      [query, key, value, ...(bias === undefined ? [] : [bias])],
      () => {
        const products = tf.matMul(tf.mul(query, scale), key, false, true); // [B, H, T, S]
        const scores = bias === undefined ? products : tf.add(products, bias);
        const probabilities = tf.softmax(mask === undefined ? scores : tf.add(scores, mask));
        const attended = tf.matMul(thinned(probabilities, keep), grown(value, growth));
        const residuals: AttentionResiduals = { query, key, value, probabilities, attended };
        return {
          value: attended,
          residuals: keep === undefined ? residuals : { ...residuals, keep },
        };
      },
      (dy, { query, key, value, probabilities, attended, keep }) => {
        const grownDy = grown(dy, growth);
        const dValue = tf.matMul(thinned(probabilities, keep), grownDy, true, false);
        const dProbabilities = thinned(tf.matMul(grownDy, value, false, true), keep);
        const rowSums = tf.sum(tf.mul(dy, attended), -1, true); // [B, H, T, 1]
        const dScores = tf.mul(tf.sub(dProbabilities, rowSums), probabilities);
        const dQuery = tf.mul(tf.matMul(dScores, key), scale);
        const dKey = tf.mul(tf.matMul(dScores, query, true, false), scale);
        const dBias = bias === undefined ? [] : [sumTo(dScores, bias.shape)];
        return [dQuery, dKey, dValue, ...dBias];
      },
    );
  return attended as tf.Tensor4D;
}

interface AttentionResiduals {
  readonly query: tf.Tensor;
  readonly key: tf.Tensor;
  readonly value: tf.Tensor;
  readonly probabilities: tf.Tensor;
  readonly attended: tf.Tensor;
  readonly keep?: tf.Tensor;
}

function thinned(x: tf.Tensor, keep: tf.Tensor | undefined): tf.Tensor {
  return keep === undefined ? x : tf.mul(x, tf.cast(keep, 'float32'));
}

function grown(x: tf.Tensor, growth: number): tf.Tensor {
  return growth === 1 ? x : tf.mul(x, growth);
}

function checkShapes(query: tf.Tensor, key: tf.Tensor, value: tf.Tensor): void {
  const fits =
    query.rank === 4 &&
    key.rank === 4 &&
    tf.util.arraysEqual(key.shape, value.shape) &&
    [0, 1, 3].every((axis) => query.shape[axis] === key.shape[axis]);
  if (!fits) {
    throw new AttentionError(
      'invalid-shape',
      'scaledDotProductAttention',
      `expected a query [B, H, T, K] and key and value [B, H, S, K], ` +
        `got [${query.shape}], [${key.shape}] and [${value.shape}]`,
    );
  }
}
