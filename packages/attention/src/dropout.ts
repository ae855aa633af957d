import * as tf from '@tensorflow/tfjs-core';
import { backendKernel } from './backend-kernel.js';
import { customGradient } from './custom-gradient.js';

/** The mask of one application of dropout. */
export interface DropoutMask {
  /** bool, in the shape of the values; true keeps a value. */
  readonly keep: tf.Tensor;
  /** The probability that a value is dropped, in [0, 1). */
  readonly rate: number;
}

/**
 * Inverted dropout: values whose mask is false become 0, the others are multiplied by `1 / (1 - rate)`, which keeps the
 * expectation.
 *
 * The mask is an argument, because a compiled step would repeat a mask that is drawn here.
 *
 * @see Srivastava et al. 2014, https://jmlr.org/papers/v15/srivastava14a.html
 */
export function dropout(x: tf.Tensor, { keep, rate }: DropoutMask): tf.Tensor {
  return (
    backendKernel('OrgDropout', { x, keep }, { rate }) ??
    customGradient(
      [x],
      // Keeps the bool mask for the backward pass, because its float form takes four times the memory.
      () => ({ value: tf.mul(x, scaledMask(keep, rate)), residuals: { keep } }),
      (dy, { keep }) => [tf.mul(dy, scaledMask(keep, rate))],
    )
  );
}

function scaledMask(keep: tf.Tensor, rate: number): tf.Tensor {
  return tf.mul(tf.cast(keep, 'float32'), 1 / (1 - rate));
}
