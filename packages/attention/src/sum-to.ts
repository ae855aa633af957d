import * as tf from '@tensorflow/tfjs-core';

/** The sum over the axes along which a tensor of `shape` was broadcast to `x`. */
export function sumTo(x: tf.Tensor, shape: readonly number[]): tf.Tensor {
  const axes = shape.flatMap((size, axis) => (size === 1 && x.shape[axis] !== 1 ? [axis] : []));
  return axes.length === 0 ? tf.clone(x) : tf.sum(x, axes, true);
}
