import * as tf from '@tensorflow/tfjs-core';
import { backendKernel } from './backend-kernel.js';
import { columnSums } from './column-sums.js';
import { customGradient } from './custom-gradient.js';
import { transposed } from './transposed.js';

/** The weights of an affine map from I to O features. */
export interface LinearWeights {
  /** `[I, O]` */
  readonly kernel: tf.Tensor;
  /** `[O]` */
  readonly bias: tf.Tensor;
}

/** `x @ kernel + bias` over the last axis, `[..., I]` to `[..., O]`. */
export function linear(x: tf.Tensor, { kernel, bias }: LinearWeights): tf.Tensor {
  const [inputSize = 1, outputSize = 1] = kernel.shape;
  const rowCount = x.size / inputSize;
  return (
    backendKernel('OrgLinear', { x, kernel, bias }) ??
    customGradient(
      [x, kernel, bias],
      () => {
        const rows = tf.reshape(x, [rowCount, inputSize]);
        const product = tf.add(tf.matMul(rows, kernel as tf.Tensor2D), bias);
        const value = tf.reshape(product, [...x.shape.slice(0, -1), outputSize]);
        return { value, residuals: { rows, kernel } };
      },
      (dy, { rows, kernel }) => {
        const dRows = tf.reshape(dy, [rowCount, outputSize]);
        const dx = tf.matMul(dRows, transposed(kernel));
        const dKernel = tf.matMul(transposed(rows), dRows);
        return [tf.reshape(dx, x.shape), dKernel, columnSums(dRows)];
      },
    )
  );
}
