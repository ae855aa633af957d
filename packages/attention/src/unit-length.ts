import * as tf from '@tensorflow/tfjs-core';
import { customGradient } from './custom-gradient.js';

/** The least length that is divided by, so that a row of zeros stays one. */
const LEAST_LENGTH = 1e-6;

/**
 * Each row of the last axis divided by its Euclidean length, times `scale`: `[..., D]` to `[..., D]`. The product of two
 * such rows is their cosine.
 */
export function unitLength(x: tf.Tensor, scale = 1): tf.Tensor {
  return customGradient(
    [x],
    () => {
      const squares = tf.maximum(tf.sum(tf.square(x), -1, true), LEAST_LENGTH ** 2);
      const inverse = tf.rsqrt(squares); // [..., 1]
      const unit = tf.mul(x, inverse);
      return { value: scale === 1 ? unit : tf.mul(unit, scale), residuals: { unit, inverse } };
    },
    (dy, { unit, inverse }) => {
      const along = tf.sum(tf.mul(dy, unit), -1, true);
      const across = tf.sub(dy, tf.mul(unit, along));
      return [tf.mul(across, scale === 1 ? inverse : tf.mul(inverse, scale))];
    },
  );
}
