import * as tf from '@tensorflow/tfjs-core';
import { customGradient } from './custom-gradient.js';

/** `max(x, 0)`. Its gradient uses the output, so that the input need not be kept; at 0 it is 0. */
export function relu(x: tf.Tensor): tf.Tensor {
  return customGradient(
    [x],
    () => {
      const y = tf.relu(x);
      return { value: y, residuals: { y } };
    },
    (dy, { y }) => [tf.mul(dy, tf.cast(tf.greater(y, 0), 'float32'))],
  );
}
