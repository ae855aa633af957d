import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { expectClose, expectNoLeak, gradientsOf } from '../../../testing/expect-tensor.js';
import { type MultiHeadAttentionWeights, multiHeadAttention } from './multi-head-attention.js';
import { golden, goldenCase, unpack } from './testing/golden.js';
import { uniform } from './testing/uniform.js';

const NAMES = ['query', 'key', 'value', 'output'].flatMap((part) => [
  `${part}/kernel`,
  `${part}/bias`,
]);

function named(weights: readonly tf.Tensor[]): MultiHeadAttentionWeights {
  const part = (index: number) => ({
    kernel: weights[2 * index] as tf.Tensor,
    bias: weights[2 * index + 1] as tf.Tensor,
  });
  return { query: part(0), key: part(1), value: part(2), output: part(3) };
}

describe('multiHeadAttention', () => {
  it("gives the output and all gradients of PyTorch's MultiheadAttention", () => {
    const { inputs, weights, output, upstream, gradients } = goldenCase('multiHeadAttention');
    const mask = golden(inputs, 'mask');
    const attend = (x: tf.Tensor, ...rest: tf.Tensor[]) =>
      multiHeadAttention(x, named(rest), { heads: 2, mask });
    const trained: [tf.Tensor, ...tf.Tensor[]] = [
      golden(inputs, 'x'),
      ...NAMES.map((name) => golden(weights, name)),
    ];
    expectClose(attend(...trained), unpack(output));
    const found = gradientsOf(attend, trained, unpack(upstream));
    ['x', ...NAMES].forEach((name, i) => {
      expectClose(found[i] as tf.Tensor, golden(gradients, name), { tolerance: 5e-6 });
    });
  });

  it('attends over a context of another length', () => {
    const weights = named(NAMES.map((name) => uniform(name, name.endsWith('bias') ? [4] : [4, 4])));
    const x = uniform('x', [2, 3, 4]);
    const context = uniform('context', [2, 5, 4]);
    const attended = multiHeadAttention(x, weights, { heads: 2, context });
    expect(attended.shape).toEqual([2, 3, 4]);
    // With a context of one slot, every query gets that slot's value.
    const single = tf.slice(context, [0, 0, 0], [2, 1, 4]);
    const each = multiHeadAttention(x, weights, { heads: 2, context: single });
    const [first, second] = tf.split(each, [1, 2], 1) as [tf.Tensor, tf.Tensor];
    expectClose(second, tf.tile(first, [1, 2, 1]));
  });

  it('refuses heads that do not divide the features, and leaves no tensor behind', () => {
    const weights = named(NAMES.map((name) => uniform(name, name.endsWith('bias') ? [4] : [4, 4])));
    const x = uniform('x', [1, 2, 4]);
    expect(() => multiHeadAttention(x, weights, { heads: 3 })).toThrow(
      'multiHeadAttention: 3 heads do not divide the 4 features of the input',
    );
    expectNoLeak(() => multiHeadAttention(x, weights, { heads: 2 }));
  });
});
