import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { expectClose, expectNoLeak, gradientsOf } from '../../../testing/expect-tensor.js';
import { BLOCKED, causalMask, combinedMask, paddingMask } from './attention-mask.js';
import {
  type AttentionOptions,
  scaledDotProductAttention,
} from './scaled-dot-product-attention.js';
import { golden, goldenCase, unpack } from './testing/golden.js';
import { expectNumericGradient } from './testing/numeric-gradient.js';
import { uniform } from './testing/uniform.js';

type Attend = (query: tf.Tensor, key: tf.Tensor, value: tf.Tensor) => tf.Tensor;
type Triple = [tf.Tensor, tf.Tensor, tf.Tensor];

const attendWith =
  (options: AttentionOptions): Attend =>
  (query, key, value) =>
    scaledDotProductAttention(query, key, value, options);

/** The same in plain ops with tfjs's own gradients. */
const stockWith =
  (mask: tf.Tensor): Attend =>
  (query, key, value) => {
    const scale = Math.sqrt(query.shape[3] ?? 1);
    const scores = tf.div(tf.matMul(query, key, false, true), scale);
    return tf.matMul(tf.softmax(tf.add(scores, mask)), value);
  };

const triple = (shape: number[]): Triple => [
  uniform('query', shape),
  uniform('key', shape),
  uniform('value', shape),
];

describe('scaledDotProductAttention', () => {
  it.each(['attention', 'attentionMasked', 'attentionCausal', 'attentionDropped'] as const)(
    'gives the output and the gradients of PyTorch: %s',
    (name) => {
      const { inputs, output, upstream, gradients } = goldenCase(name);
      const attend = attendWith({
        mask: inputs.mask && unpack(inputs.mask),
        dropout: inputs.keep && { keep: tf.cast(unpack(inputs.keep), 'bool'), rate: 0.25 },
      });
      const trained: Triple = [
        golden(inputs, 'query'),
        golden(inputs, 'key'),
        golden(inputs, 'value'),
      ];

      expectClose(attend(...trained), unpack(output));
      const [dQuery, dKey, dValue] = gradientsOf(attend, trained, unpack(upstream));
      expectClose(dQuery, golden(gradients, 'query'));
      expectClose(dKey, golden(gradients, 'key'));
      expectClose(dValue, golden(gradients, 'value'));
    },
  );

  it('is, by hand: two keys of scores 0 and ln 3 share the values 1 : 3', () => {
    const query = tf.tensor4d([[[[Math.log(3)]]]]);
    const key = tf.tensor4d([[[[0], [1]]]]);
    const value = tf.tensor4d([[[[4], [8]]]]);
    expect(scaledDotProductAttention(query, key, value).dataSync()[0]).toBeCloseTo(7, 6);
  });

  it('gives the mean of the values, which is finite, if everything is hidden', () => {
    const inputs = triple([1, 1, 2, 4]);
    const attend = attendWith({ mask: tf.fill([1, 1, 1, 2], BLOCKED) });
    const mean = tf.tile(tf.mean(inputs[2], 2, true), [1, 1, 2, 1]);
    expectClose(attend(...inputs), mean);
    for (const gradient of gradientsOf(attend, inputs)) {
      expect([...gradient.dataSync()].every(Number.isFinite)).toBe(true);
    }
  });

  it('gives a hidden key a weight of exactly 0', () => {
    const [query, key, value] = triple([1, 2, 3, 4]);
    const attend = attendWith({ mask: paddingMask(tf.tensor2d([[0, 5, 6]], [1, 3], 'int32')) });
    const spoiled = tf.add(value, tf.tensor4d([1e6, 0, 0], [1, 1, 3, 1]));
    expectClose(attend(query, key, spoiled), attend(query, key, value), { tolerance: 0 });
  });

  it('has the gradient that central differences give', () => {
    // The first slot is an item. Under a causal mask a padded one would attend to nothing, and beside -1e9 float32 has
    // too few digits for differences.
    const ids = tf.tensor2d([1, 0, 2, 3, 4, 5], [2, 3], 'int32');
    const attend = attendWith({ mask: combinedMask(paddingMask(ids), causalMask(3)) });
    const upstream = uniform('upstream', [2, 2, 3, 4]);
    expectNumericGradient(
      (query, key, value) => tf.sum(tf.mul(attend(query, key, value), upstream)),
      triple([2, 2, 3, 4]),
    );
  });

  it("has the gradient of tfjs's ops at the sizes of a real model", () => {
    const padded = Array.from({ length: 400 }, (_, i) => (i % 200 < 60 ? 0 : 1 + i));
    const mask = paddingMask(tf.tensor2d(padded, [2, 200], 'int32'));
    const inputs = triple([2, 2, 200, 32]);
    const upstream = uniform('upstream', [2, 2, 200, 32]);
    const ours = gradientsOf(attendWith({ mask }), inputs, upstream);
    const stock = gradientsOf(stockWith(mask), inputs, upstream);
    for (const i of [0, 1, 2] as const) expectClose(ours[i], stock[i]);
  });

  it('leaves no tensor behind, trained or not', () => {
    const inputs = triple([1, 2, 3, 4]);
    const attend = attendWith({});
    expectNoLeak(() => attend(...inputs));
    expectNoLeak(() => gradientsOf(attend, inputs));
  });

  it('refuses shapes that do not fit, and names them', () => {
    const query = tf.zeros([1, 2, 3, 4]);
    const key = tf.zeros([1, 2, 3, 8]);
    expect(() => scaledDotProductAttention(query, key, key)).toThrow(
      expect.objectContaining({
        code: 'invalid-shape',
        message: expect.stringContaining('got [1,2,3,4], [1,2,3,8] and [1,2,3,8]'),
      }),
    );
  });
});
