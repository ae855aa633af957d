import type * as tf from '@tensorflow/tfjs-core';
import { expect } from 'vitest';

/** Expects equal shapes, and numbers that differ by at most `tolerance`, absolute below 1 and relative above. */
export function expectClose(actual: tf.Tensor, expected: tf.Tensor, tolerance = 5e-6): void {
  expect(actual.shape).toEqual(expected.shape);
  const found = actual.dataSync();
  expected.dataSync().forEach((wanted, index) => {
    const difference =
      Math.abs((found[index] ?? Number.NaN) - wanted) / Math.max(1, Math.abs(wanted));
    if (!(difference <= tolerance)) {
      expect.fail(`element ${index} is ${found[index]}, expected ${wanted}`);
    }
  });
}
