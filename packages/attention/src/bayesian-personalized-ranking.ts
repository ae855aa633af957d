import * as tf from '@tensorflow/tfjs-core';
import { customGradient } from './custom-gradient.js';
import { type SampledLossInputs, sampledScores } from './sampled-scores.js';

/**
 * The weighted sum of BPR losses, in nats: each label should score above its negatives, `-sum_n log σ(s_y - s_n)`.
 * Summed over the negatives.
 *
 * @see Rendle et al. 2009, https://arxiv.org/abs/1205.2618
 */
export function bayesianPersonalizedRanking(inputs: SampledLossInputs): tf.Scalar {
  const { weights } = inputs;
  return tf.tidy(() => {
    const { positive, negative, counts } = sampledScores(inputs);
    const rows = positive.size;
    const loss = customGradient(
      [positive, negative],
      () => {
        const excess = tf.sub(negative, tf.reshape(positive, [rows, 1])); // [R, N]
        const losses = tf.sum(tf.mul(tf.softplus(excess), counts), -1); // [R]
        const value = tf.sum(tf.mul(losses, weights));
        return { value, residuals: { excess, counts, weights } };
      },
      (dy, { excess, counts, weights }) => {
        const scale = tf.mul(counts, tf.reshape(tf.mul(weights, dy), [rows, 1]));
        const dNegative = tf.mul(tf.sigmoid(excess), scale);
        return [tf.neg(tf.sum(dNegative, -1)), dNegative];
      },
    );
    return loss as tf.Scalar;
  });
}
