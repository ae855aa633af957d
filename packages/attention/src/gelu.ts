import * as tf from '@tensorflow/tfjs-core';
import { backendKernel } from './backend-kernel.js';
import { customGradient } from './custom-gradient.js';

/**
 * The Gaussian error linear unit `x * Phi(x)`, with the exact normal distribution function (erf) as in BERT and
 * BERT4Rec, not its tanh approximation.
 *
 * @see Hendrycks & Gimpel 2016, https://arxiv.org/abs/1606.08415
 */
export function gelu(x: tf.Tensor): tf.Tensor {
  return (
    backendKernel('OrgGelu', { x }) ??
    customGradient(
      [x],
      () => {
        const phi = tf.mul(tf.add(tf.erf(tf.mul(x, Math.SQRT1_2)), 1), 0.5);
        // Saving Phi saves the backward pass the erf, its most expensive part.
        return { value: tf.mul(x, phi), residuals: { x, phi } };
      },
      (dy, { x, phi }) => {
        const density = tf.mul(tf.exp(tf.mul(tf.square(x), -0.5)), 1 / Math.sqrt(2 * Math.PI));
        return [tf.mul(dy, tf.add(phi, tf.mul(x, density)))];
      },
    )
  );
}
