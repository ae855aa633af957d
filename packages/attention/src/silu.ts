import * as tf from '@tensorflow/tfjs-core';
import { customGradient } from './custom-gradient.js';

/** The sigmoid linear unit `x * sigmoid(x)` (Elfwing et al. 2017, https://arxiv.org/abs/1702.03118). */
export function silu(x: tf.Tensor): tf.Tensor {
  return customGradient(
    [x],
    () => {
      const gate = tf.sigmoid(x);
      return { value: tf.mul(x, gate), residuals: { x, gate } };
    },
    (dy, { x, gate }) => [tf.mul(dy, siluSlope(x, gate))],
  );
}

/** The derivative of {@link silu} at x, given `gate = sigmoid(x)`. */
export function siluSlope(x: tf.Tensor, gate: tf.Tensor): tf.Tensor {
  const y = tf.mul(x, gate);
  return tf.add(y, tf.mul(gate, tf.sub(1, y)));
}
