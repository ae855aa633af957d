import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
// Registers the gradients, which tfjs-core alone does not.
import '@tensorflow/tfjs-layers';
import fc from 'fast-check';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { registerUnsortedSegmentSum } from './unsorted-segment-sum.js';

describe.each(['cpu', 'wasm'] as const)('UnsortedSegmentSum on %s', (backend) => {
  let tensors = 0;
  beforeAll(async () => {
    registerUnsortedSegmentSum(backend);
    await tf.setBackend(backend);
  });
  beforeEach(() => {
    tensors = tf.memory().numTensors;
  });
  afterEach(() => {
    expect(tf.memory().numTensors).toBe(tensors);
  });

  it('adds the rows of each segment, ignores ids out of range, and keeps the type', () => {
    tf.tidy(() => {
      const rows = tf.tensor2d([1, 2, 10, 20, 100, 200, 1000, 2000], [4, 2]);
      const sums = tf.unsortedSegmentSum(rows, tf.tensor1d([2, 0, 2, 3], 'int32'), 3);
      expect(sums.arraySync()).toEqual([
        [10, 20],
        [0, 0],
        [101, 202],
      ]);
      const counts = tf.unsortedSegmentSum(
        tf.tensor1d([1, 2, 3], 'int32'),
        tf.tensor1d([1, -1, 1], 'int32'),
        2,
      );
      expect([counts.dtype, counts.arraySync()]).toEqual(['int32', [0, 4]]);
    });
  });

  it('is the gradient of an embedding lookup', () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat(4), { minLength: 1, maxLength: 12 }),
        fc.integer({ min: 1, max: 3 }),
        (ids, width) => {
          tf.tidy(() => {
            const table = tf.ones([5, width]);
            const lookup = (t: tf.Tensor) => tf.sum(tf.gather(t, tf.tensor1d(ids, 'int32')));
            const counts = [0, 1, 2, 3, 4].map((id) => ids.filter((other) => other === id).length);
            expect(tf.grad(lookup)(table).arraySync()).toEqual(
              counts.map((count) => new Array<number>(width).fill(count)),
            );
          });
        },
      ),
      { numRuns: 30 },
    );
  });

  it('can be registered twice', () => {
    registerUnsortedSegmentSum(backend);
    expect(tf.getKernel(tf.UnsortedSegmentSum, backend)).toBeDefined();
  });
});
