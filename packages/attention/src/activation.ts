import * as tf from '@tensorflow/tfjs-core';
import { gelu } from './gelu.js';
import { relu } from './relu.js';
import { silu } from './silu.js';

/**
 * The nonlinearity of a layer: `gelu` (exact, erf), `relu`, `none`, or `swiglu` (Shazeer 2020,
 * https://arxiv.org/abs/2002.05202), which gives half as many features: the first half, through `silu`, times the second.
 */
export type Activation = 'gelu' | 'relu' | 'swiglu' | 'none';

/** Applies the named activation. */
export function activate(x: tf.Tensor, activation: Activation): tf.Tensor {
  if (activation === 'gelu') return gelu(x);
  if (activation === 'relu') return relu(x);
  if (activation === 'swiglu') {
    const [gate, value] = tf.split(x, 2, -1) as [tf.Tensor, tf.Tensor];
    return tf.mul(silu(gate), value);
  }
  return x;
}
