import * as tf from '@tensorflow/tfjs-core';
import { backendKernel } from './backend-kernel.js';
import { columnSums } from './column-sums.js';
import { customGradient } from './custom-gradient.js';

/**
 * Layer normalization over the last axis: `(x - mean) / sqrt(variance + epsilon) * gamma + beta`.
 *
 * @param x `[..., D]`
 * @param gamma `[D]`
 * @param beta `[D]`
 * @param epsilon Added to the (biased) variance. The default 1e-12 is BERT's. In float32 it does not change a
 *   variance above 1e-5 and only keeps a constant row finite: 1 / sqrt(1e-12) is 1e6, and the deviations of such a row
 *   are rounding errors. Backends that compute in float16 need 1e-5.
 * @see Ba et al. 2016, https://arxiv.org/abs/1607.06450
 */
export function layerNorm(
  x: tf.Tensor,
  gamma: tf.Tensor,
  beta: tf.Tensor,
  epsilon = 1e-12,
): tf.Tensor {
  return (
    backendKernel('OrgLayerNorm', { x, gamma, beta }, { epsilon }) ??
    customGradient(
      [x, gamma, beta],
      () => {
        const centred = tf.sub(x, tf.mean(x, -1, true));
        const variance = tf.mean(tf.square(centred), -1, true);
        const inverse = tf.rsqrt(tf.add(variance, epsilon)); // [..., 1]
        const normalized = tf.mul(centred, inverse);
        const value = tf.add(tf.mul(normalized, gamma), beta);
        return { value, residuals: { normalized, inverse, gamma } };
      },
      (dy, { normalized, inverse, gamma }) => {
        const size = gamma.size;
        const rows: [number, number] = [dy.size / size, size];
        const scaled = tf.mul(dy, gamma);
        const meanScaled = tf.mean(scaled, -1, true);
        const meanProjected = tf.mean(tf.mul(scaled, normalized), -1, true);
        const dx = tf.mul(
          tf.sub(tf.sub(scaled, meanScaled), tf.mul(normalized, meanProjected)),
          inverse,
        );
        const dGamma = columnSums(tf.reshape(tf.mul(dy, normalized), rows));
        const dBeta = columnSums(tf.reshape(dy, rows));
        return [dx, dGamma, dBeta];
      },
    )
  );
}
