import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { describe, it } from 'vitest';
import { expectClose, expectNoLeak, gradientsOf } from '../../../testing/expect-tensor.js';
import { feedForward } from './feed-forward.js';
import { linear } from './linear.js';
import { expectNumericGradient } from './testing/numeric-gradient.js';
import { uniform } from './testing/uniform.js';

const apply = (x: tf.Tensor, kernel: tf.Tensor, bias: tf.Tensor) => linear(x, { kernel, bias });

/** The same with a batched product and tfjs's own gradient. */
const stockLinear = (x: tf.Tensor, kernel: tf.Tensor, bias: tf.Tensor) => {
  const rows = tf.reshape(x, [-1, kernel.shape[0] ?? 1]);
  const product = tf.add(tf.matMul(rows, kernel), bias);
  return tf.reshape(product, [...x.shape.slice(0, -1), kernel.shape[1] ?? 1]);
};

describe('linear', () => {
  it('is, by hand: [1 2] times a kernel plus a bias', () => {
    const kernel = tf.tensor2d([1, 0, -1, 10, 20, 30], [2, 3]);
    const y = apply(tf.tensor3d([[[1, 2]]]), kernel, tf.tensor1d([0.5, 0, 0]));
    expectClose(y, tf.tensor3d([[[21.5, 40, 59]]]));
  });

  it("has the gradient of tfjs's ops at the sizes of a real model", () => {
    const inputs = [
      uniform('x', [8, 200, 64]),
      uniform('kernel', [64, 256]),
      uniform('bias', [256]),
    ] as const;
    const upstream = uniform('upstream', [8, 200, 256]);
    const ours = gradientsOf(apply, inputs, upstream);
    const stock = gradientsOf(stockLinear, inputs, upstream);
    for (const i of [0, 1, 2] as const) expectClose(ours[i], stock[i], { tolerance: 1e-5 });
  });

  it('leaves no tensor behind, trained or not', () => {
    const inputs = [uniform('x', [2, 3]), uniform('kernel', [3, 4]), uniform('bias', [4])] as const;
    expectNoLeak(() => apply(...inputs));
    expectNoLeak(() => gradientsOf(apply, inputs));
  });
});

describe('feedForward', () => {
  it.each(['gelu', 'relu'] as const)(
    'has the gradient of central differences: %s',
    (activation) => {
      const upstream = uniform('upstream', [2, 2, 3]);
      const feed = (x: tf.Tensor, a: tf.Tensor, b: tf.Tensor, c: tf.Tensor, d: tf.Tensor) => {
        const weights = { inner: { kernel: a, bias: b }, outer: { kernel: c, bias: d } };
        return tf.sum(tf.mul(feedForward(x, weights, activation), upstream));
      };
      expectNumericGradient(feed as (...inputs: tf.Tensor[]) => tf.Tensor, [
        uniform('x', [2, 2, 3]),
        uniform('a', [3, 5]),
        // Away from 0, where relu has no derivative.
        tf.add(uniform('b', [5]), 3),
        uniform('c', [5, 3]),
        uniform('d', [3]),
      ]);
    },
  );
});
