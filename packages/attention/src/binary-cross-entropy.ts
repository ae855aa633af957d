import * as tf from '@tensorflow/tfjs-core';
import { customGradient } from './custom-gradient.js';
import { type SampledLossInputs, sampledScores } from './sampled-scores.js';

export interface BinaryInputs extends SampledLossInputs {
  /**
   * Whether `log(β / N)` is added to each score, with β the power of the label's probability. A label and its N negatives
   * of equal scores then have gradients of equal size. Rankings do not change; for one negative and β = 1 the term is 0.
   * Default false, as published.
   *
   * Without it, a model with many negatives first learns to lower all scores by the same amount, which makes the hidden
   * states of all slots alike. On MovieLens-1M, a SASRec with 256 negatives then never ranked better than popularity.
   * (Lin et al. 2017, https://arxiv.org/abs/1708.02002, section 4.1, initialize their detector's bias to this prior.)
   */
  readonly balanced?: boolean | undefined;
}

/**
 * The weighted sum of binary cross-entropies, in nats: labels should have positive scores and negatives negative
 * scores, `-log σ(s_y) - sum_n log(1 - σ(s_n))`.
 *
 * It sums over the negatives, so N negatives have N times the weight of the label. The code of SASRec (Kang & McAuley
 * 2018, https://arxiv.org/abs/1808.09781) draws one.
 */
export function binaryCrossEntropy(inputs: BinaryInputs): tf.Scalar {
  return poweredBinaryCrossEntropy(inputs, 1);
}

/** Binary cross-entropy with the label's probability raised to a power: `-power log σ(s_y) - sum_n log(1 - σ(s_n))`. */
export function poweredBinaryCrossEntropy(inputs: BinaryInputs, power: number): tf.Scalar {
  const { weights, negatives, balanced = false } = inputs;
  const offset = balanced ? Math.log(power / (negatives.shape.at(-1) ?? 1)) : 0;
  return tf.tidy(() => {
    const { counts, ...scores } = sampledScores(inputs);
    const [positive, negative] = [scores.positive, scores.negative].map((score) =>
      offset === 0 ? score : tf.add(score, offset),
    ) as [tf.Tensor, tf.Tensor];
    const loss = customGradient(
      [positive, negative],
      () => {
        // -log σ(s) is softplus(-s), and -log(1 - σ(s)) is softplus(s): exact even if σ would round to 0 or 1.
        const missed = tf.mul(tf.softplus(tf.neg(positive)), power); // [R]
        const mistaken = tf.sum(tf.mul(tf.softplus(negative), counts), -1); // [R]
        const value = tf.sum(tf.mul(tf.add(missed, mistaken), weights));
        return { value, residuals: { positive, negative, counts, weights } };
      },
      (dy, { positive, negative, counts, weights }) => {
        const rowScale = tf.mul(weights, dy);
        const dPositive = tf.mul(tf.sigmoid(tf.neg(positive)), tf.mul(rowScale, -power));
        const scale = tf.mul(counts, tf.reshape(rowScale, [rowScale.size, 1]));
        return [dPositive, tf.mul(tf.sigmoid(negative), scale)];
      },
    );
    return loss as tf.Scalar;
  });
}
