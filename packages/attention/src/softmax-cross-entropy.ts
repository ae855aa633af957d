import * as tf from '@tensorflow/tfjs-core';
import { backendKernel } from './backend-kernel.js';
import { customGradient } from './custom-gradient.js';

/**
 * The weighted sum of cross-entropies, `sum_r weights[r] * -log softmax(logits[r])[labels[r]]`, in nats.
 *
 * It is a sum, so that pieces of a batch add up; divide by the sum of the weights for the mean. A row of weight 0 does
 * not count, but its label must be in range.
 *
 * @param logits `[R, C]`
 * @param labels int32 `[R]`, in 0..C-1
 * @param weights float32 `[R]`; constants without gradients.
 */
export function softmaxCrossEntropy(
  logits: tf.Tensor,
  labels: tf.Tensor,
  weights: tf.Tensor,
): tf.Scalar {
  const [rows = 1, classes = 1] = logits.shape;
  const loss =
    backendKernel('OrgSoftmaxCrossEntropy', { logits, labels, weights }) ??
    customGradient(
      [logits],
      () => {
        const probabilities = tf.softmax(logits);
        const flatLabels = tf.add(labels, tf.range(0, rows * classes, classes, 'int32'));
        const labelLogits = tf.gather(
          tf.reshape(logits, [rows * classes]),
          flatLabels as tf.Tensor1D,
        );
        const losses = tf.sub(logSumExp(logits, probabilities), labelLogits);
        const value = tf.sum(tf.mul(losses, weights));
        return { value, residuals: { probabilities, labels, weights } };
      },
      (dy, { probabilities, labels, weights }) => {
        const oneHot = tf.cast(tf.oneHot(labels as tf.Tensor1D, classes), 'float32');
        const rowScale = tf.reshape(tf.mul(weights, dy), [rows, 1]);
        return [tf.mul(tf.sub(probabilities, oneHot), rowScale)];
      },
    );
  return loss as tf.Scalar;
}

/**
 * `log(sum(exp(logits)))` of each row, `[R, C]` to `[R]`, given their softmax: with m the largest logit and p its
 * probability, `m - log(p)`. Because p is at least 1 / C, this is exact, while the `-log` of a label's probability is
 * not if that underflows to 0. It also saves the passes over all logits that exponentials would take.
 */
export function logSumExp(logits: tf.Tensor, probabilities: tf.Tensor): tf.Tensor1D {
  return tf.sub(tf.max(logits, -1), tf.log(tf.max(probabilities, -1)));
}
