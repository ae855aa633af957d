import * as tf from '@tensorflow/tfjs-core';
import { expect } from 'vitest';

interface DifferenceOptions {
  /** The step of the central differences. */
  readonly step?: number;
  readonly tolerance?: number;
  readonly seed?: number;
}

/**
 * Expects the gradients of a scalar function to match central differences along random directions: one number per
 * input, because float32 is not precise enough for more. The caller draws the inputs, so a failure repeats.
 */
export function expectNumericGradient(
  f: (...inputs: tf.Tensor[]) => tf.Tensor,
  inputs: readonly tf.Tensor[],
  { step = 1e-2, tolerance = 2e-3, seed = 7 }: DifferenceOptions = {},
): void {
  const gradients = tf.grads(f)([...inputs]);
  inputs.forEach((input, i) => {
    const direction = tf.randomNormal(input.shape, 0, 1, 'float32', seed + i);
    const at = (distance: number) => {
      const moved = inputs.map((x, j) => (i === j ? tf.add(x, tf.mul(direction, distance)) : x));
      return f(...moved).dataSync()[0] ?? Number.NaN;
    };
    const numeric = (at(step) - at(-step)) / (2 * step);
    const gradient = gradients[i] ?? tf.scalar(Number.NaN);
    const analytic = tf.sum(tf.mul(gradient, direction)).dataSync()[0] ?? Number.NaN;
    const error = Math.abs(numeric - analytic) / Math.max(1, Math.abs(numeric));
    expect(error, `input ${i}: ${analytic}, by differences ${numeric}`).toBeLessThan(tolerance);
  });
}
