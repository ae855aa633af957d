import * as tf from '@tensorflow/tfjs-core';
import { backendKernel } from './backend-kernel.js';
import { customGradient } from './custom-gradient.js';

/** What one application of dropout leaves standing. */
export interface DropoutMask {
  /** bool, shaped like the values it is applied to; true keeps. */
  readonly keep: tf.Tensor;
  /** The probability with which a value was dropped, in [0, 1). */
  readonly rate: number;
}

/**
 * Inverted dropout: values whose mask is false become 0, the others grow by `1 / (1 - rate)`, so that the expectation
 * stays.
 *
 * The mask is an argument: a draw made in here would be frozen into a step that a backend compiles once.
 *
 * @see Srivastava et al. 2014, https://jmlr.org/papers/v15/srivastava14a.html
 */
export function dropout(x: tf.Tensor, { keep, rate }: DropoutMask): tf.Tensor {
  return (
    backendKernel('OrgDropout', { x, keep }, { rate }) ??
    customGradient(
      [x],
      // The bool mask is kept for the backward pass and not its float form, four times as large.
      () => ({ value: tf.mul(x, scaledMask(keep, rate)), residuals: { keep } }),
      (dy, { keep }) => [tf.mul(dy, scaledMask(keep, rate))],
    )
  );
}

function scaledMask(keep: tf.Tensor, rate: number): tf.Tensor {
  return tf.mul(tf.cast(keep, 'float32'), 1 / (1 - rate));
}
