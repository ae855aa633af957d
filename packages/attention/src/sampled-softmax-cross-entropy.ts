import * as tf from '@tensorflow/tfjs-core';
import { BLOCKED } from './attention-mask.js';
import { customGradient } from './custom-gradient.js';
import { ofRows, type SampledLossInputs, sampledScores } from './sampled-scores.js';
import { logSumExp } from './softmax-cross-entropy.js';

export interface SampledSoftmaxInputs extends SampledLossInputs {
  /**
   * float32 `[W]`: the logarithm of the probability that a draw gives each item. Without it there is no correction, and
   * the softmax is only over the label and its negatives. Constants without gradients.
   */
  readonly logQ?: tf.Tensor | undefined;
}

/**
 * The weighted sum of cross-entropies of a softmax whose sum over the catalogue is estimated from N sampled items, in
 * nats: with s the scores, y the label and negatives n drawn with probability q,
 * `-log(e^s_y / (e^s_y + sum_n e^s_n / (N q_n)))`.
 *
 * Each negative stands for the `1 / (N q_n)` items that were not drawn in its place (importance sampling: Bengio &
 * Senecal 2008, https://doi.org/10.1109/TNN.2007.912312; for recommenders Yi et al. 2019,
 * https://doi.org/10.1145/3298689.3346996). The estimate of the sum is unbiased, so with more negatives the loss and
 * its gradients approach those of the full softmax. Unlike in Yi et al., the label's own score is not corrected,
 * because the label is not drawn. N counts the draws, including accidental hits but not PAD.
 *
 * It is computed as `softplus(logsumexp(negatives) - s_y)`, which cannot overflow.
 */
export function sampledSoftmaxCrossEntropy(inputs: SampledSoftmaxInputs): tf.Scalar {
  const { labels, weights, negatives, negativeWeights, logQ } = inputs;
  return tf.tidy(() => {
    const { positive, negative, counts } = sampledScores(inputs);
    const [rows = 1] = labels.shape;
    let offset: tf.Tensor | undefined = logQ && correction(negatives, logQ);
    if (negativeWeights !== undefined) {
      offset = tf.add(tf.log(negativeWeights), offset ?? 0);
    }
    const corrected = offset === undefined ? negative : tf.add(negative, ofRows(offset, rows));
    const loss = customGradient(
      [positive, corrected],
      () => {
        const logits = tf.where(tf.greater(counts, 0), corrected, BLOCKED); // [R, N]
        const shares = tf.softmax(logits);
        const excess = tf.sub(logSumExp(logits, shares), positive); // [R]
        const value = tf.sum(tf.mul(tf.softplus(excess), weights));
        return { value, residuals: { shares, excess, weights } };
      },
      (dy, { shares, excess, weights }) => {
        const pull = tf.mul(tf.sigmoid(excess), tf.mul(weights, dy)); // [R]
        return [tf.neg(pull), tf.mul(shares, tf.reshape(pull, [rows, 1]))];
      },
    );
    return loss as tf.Scalar;
  });
}

/** `-log(N q)` of each negative, where N counts the draws of its row. */
function correction(negatives: tf.Tensor, logQ: tf.Tensor): tf.Tensor {
  const drawn = tf.sum(tf.cast(tf.notEqual(negatives, 0), 'float32'), -1, true);
  // A row without draws needs no correction.
  const logDrawn = tf.log(tf.maximum(drawn, 1));
  return tf.neg(tf.add(tf.gather(logQ, negatives as tf.Tensor1D), logDrawn));
}
