import * as tf from '@tensorflow/tfjs-core';
import { type Activation, activate } from './activation.js';
import { type LinearWeights, linear } from './linear.js';

/** The two affine maps of a feed-forward network: D to the inner size, and back. */
export interface FeedForwardWeights {
  readonly inner: LinearWeights;
  readonly outer: LinearWeights;
}

/** The position-wise feed-forward network of a transformer, `[..., D]` to `[..., D]`. */
export function feedForward(
  x: tf.Tensor,
  { inner, outer }: FeedForwardWeights,
  activation: Activation,
): tf.Tensor {
  return tf.tidy(() => linear(activate(linear(x, inner), activation), outer));
}
