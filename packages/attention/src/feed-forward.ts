import * as tf from '@tensorflow/tfjs-core';
import { type Activation, activate } from './activation.js';
import { type DropoutMask, dropout } from './dropout.js';
import { type LinearWeights, linear } from './linear.js';

/** The two affine maps of a feed-forward network: D to the inner size, and back. */
export interface FeedForwardWeights {
  readonly inner: LinearWeights;
  readonly outer: LinearWeights;
}

/**
 * The position-wise feed-forward network of a transformer, `[..., D]` to `[..., D]`.
 *
 * @param innerDropout Dropout of the activations between the two maps.
 */
export function feedForward(
  x: tf.Tensor,
  { inner, outer }: FeedForwardWeights,
  activation: Activation,
  innerDropout?: DropoutMask | undefined,
): tf.Tensor {
  return tf.tidy(() => {
    const active = activate(linear(x, inner), activation);
    return linear(innerDropout === undefined ? active : dropout(active, innerDropout), outer);
  });
}
