import type * as tf from '@tensorflow/tfjs-core';
import { gelu } from './gelu.js';
import { relu } from './relu.js';

/** The nonlinearity of a layer: `gelu` (exact, erf), `relu`, or `none`. */
export type Activation = 'gelu' | 'relu' | 'none';

/** Applies the named activation. */
export function activate(x: tf.Tensor, activation: Activation): tf.Tensor {
  if (activation === 'gelu') return gelu(x);
  if (activation === 'relu') return relu(x);
  return x;
}
