import * as tf from '@tensorflow/tfjs-core';
import { customGradient } from './custom-gradient.js';
import { type SampledLossInputs, sampledScores } from './sampled-scores.js';

/**
 * The weighted sum of binary cross-entropies, in nats: each label should be told from its negatives by the sign of its
 * score alone, `-log σ(s_y) - sum_n log(1 - σ(s_n))`.
 *
 * The negatives' losses are summed, as in the code of SASRec (Kang & McAuley 2018, https://arxiv.org/abs/1808.09781),
 * which draws one; so N of them weigh N times the label.
 */
export function binaryCrossEntropy(inputs: SampledLossInputs): tf.Scalar {
  return poweredBinaryCrossEntropy(inputs, 1);
}

/** Binary cross-entropy with the label's probability raised to a power: `-power log σ(s_y) - sum_n log(1 - σ(s_n))`. */
export function poweredBinaryCrossEntropy(inputs: SampledLossInputs, power: number): tf.Scalar {
  const { weights } = inputs;
  return tf.tidy(() => {
    const { positive, negative, counts } = sampledScores(inputs);
    const loss = customGradient(
      [positive, negative],
      () => {
        // -log σ(s) is softplus(-s), and -log(1 - σ(s)) is softplus(s): exact where σ would round to 0 or 1.
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
