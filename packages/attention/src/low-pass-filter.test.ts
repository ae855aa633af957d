import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { expectClose } from '../../../testing/expect-tensor.js';
import { paddingMask } from './attention-mask.js';
import { causalLowPass, lowPassKernel } from './low-pass-filter.js';
import { uniform } from './testing/uniform.js';

it('with frequency 0 alone is the sum of the slots so far over the longest length', () => {
  const x = tf.tensor3d([1, 2, 3], [1, 3, 1]);
  expectClose(
    causalLowPass(x, { frequencies: 1, length: 4 }),
    tf.tensor3d([1 / 4, 3 / 4, 6 / 4], [1, 3, 1]),
  );
});

it('takes the real part of each Fourier basis once or twice, so that all of them change nothing', () => {
  // 1/4 (1 + 2 cos(π n / 2)): 3/4, 1/4, -1/4, 1/4.
  expect([...lowPassKernel(2, 4)].map((tap) => Number(tap.toFixed(6)))).toEqual([
    0.75, 0.25, -0.25, 0.25,
  ]);
  for (const [frequencies, length] of [
    [3, 4],
    [3, 5],
  ] as const) {
    const x = uniform('x', [2, length, 3]);
    expectClose(causalLowPass(x, { frequencies, length }), x);
  }
});

it('counts hidden slots as zeros, and computes only the slots that are asked for', () => {
  const x = uniform('x', [2, 5, 3]);
  const ids = tf.tensor2d([0, 0, 1, 2, 3, 4, 5, 6, 7, 8], [2, 5], 'int32');
  const filter = { frequencies: 2, length: 6, mask: paddingMask(ids) };
  const all = causalLowPass(x, filter);
  const newest = causalLowPass(tf.slice(x, [0, 2, 0], [1, 3, 3]), { ...filter, mask: undefined });
  expectClose(tf.slice(all, [0, 2, 0], [1, 3, 3]), newest);
  const positions = tf.tensor2d([4, 2, 0, 3], [2, 2], 'int32');
  const picked = causalLowPass(x, { ...filter, positions });
  expectClose(tf.slice(picked, [0, 0, 0], [1, 2, 3]), tf.slice(tf.gather(all, [4, 2], 1), 0, 1));
  expectClose(tf.slice(picked, [1, 0, 0], [1, 2, 3]), tf.slice(tf.gather(all, [0, 3], 1), 1, 1));
});
