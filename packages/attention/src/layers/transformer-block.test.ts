import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { expectClose } from '../../../../testing/expect-tensor.js';
import { paddingMask } from '../attention-mask.js';
import { seededDropout, withDropout } from '../dropout-scope.js';
import { gatherPositions } from '../gather-positions.js';
import { golden, goldenCase, unpack } from '../testing/golden.js';
import { uniform } from '../testing/uniform.js';
import { TransformerBlock } from './transformer-block.js';
import type { TransformerBlockOptions } from './transformer-block-options.js';

describe('TransformerBlock', () => {
  it.each(['blockPost', 'blockPre', 'blockCausal'] as const)(
    "gives the output of PyTorch's TransformerEncoderLayer: %s",
    (name) => {
      const { inputs, weights, output, options } = goldenCase(name);
      const block = new TransformerBlock({
        ...(options as Pick<TransformerBlockOptions, 'norm' | 'activation' | 'causal'>),
        name: 'block',
        heads: 2,
        innerSize: 12,
        seed: 1,
      });
      const tensors = [golden(inputs, 'x'), golden(inputs, 'mask')];
      block.apply(tensors);
      block.setWeights(
        block.weights.map(({ originalName }) =>
          golden(weights, originalName.replace('block/', '')),
        ),
      );
      expectClose(block.apply(tensors), unpack(output), { tolerance: 5e-6 });
    },
  );

  it.each([
    { norm: 'post', causal: false },
    { norm: 'pre', causal: true },
    { norm: 'query', causal: true },
  ] as const)(
    'gives the same output for positions as for all slots followed by a gather: %o',
    (options) => {
      const x = uniform('x', [2, 5, 8]);
      const mask = paddingMask(tf.tensor2d([0, 0, 1, 2, 3, 4, 5, 6, 7, 8], [2, 5], 'int32'));
      const positions = tf.tensor2d([4, 2, 2, 0, 3, 1], [2, 3], 'int32');
      const block = new TransformerBlock({
        heads: 2,
        innerSize: 12,
        seed: 1,
        stddev: 1,
        ...options,
      });
      const picked = (y: tf.Tensor) => gatherPositions(block.apply([y, mask]), positions);
      const asked = (y: tf.Tensor) => block.apply([y, mask, positions]);
      expectClose(asked(x), picked(x));
      const weights = uniform('weights', [2, 3, 8]);
      const gradient = (form: typeof asked) => tf.grad((y) => tf.sum(tf.mul(form(y), weights)))(x);
      expectClose(gradient(asked), gradient(picked), { tolerance: 1e-5 });
    },
  );

  it('refuses positions with a mask that differs by query', () => {
    const block = new TransformerBlock({ name: 'block', heads: 2, innerSize: 12, seed: 1 });
    const inputs = [tf.zeros([1, 4, 8]), tf.zeros([1, 1, 4, 4]), tf.zeros([1, 2], 'int32')];
    expect(() => block.apply(inputs)).toThrow(
      'block: with positions or a filter the mask is the same for every query, [B, 1, 1, T], got [1,1,4,4]',
    );
  });

  it('hides padding from a slot and, if causal, later slots', () => {
    const x = uniform('x', [1, 4, 8]);
    const mask = paddingMask(tf.tensor2d([0, 1, 2, 3], [1, 4], 'int32'));
    const block = new TransformerBlock({
      heads: 2,
      innerSize: 8,
      causal: true,
      seed: 1,
      stddev: 1,
    });
    const outputAt = (slot: number, moved: number) => {
      const nudge = tf.oneHot(tf.tensor1d([moved], 'int32'), 4);
      const input = tf.add(x, tf.reshape(tf.cast(nudge, 'float32'), [1, 4, 1]));
      return tf.slice(block.apply([input, mask]), [0, slot, 0], [1, 1, 8]);
    };
    const still = tf.slice(block.apply([x, mask]), [0, 2, 0], [1, 1, 8]);
    expectClose(outputAt(2, 0), still, { tolerance: 0 }); // padding
    expectClose(outputAt(2, 3), still, { tolerance: 0 }); // a later slot
    expect(() => expectClose(outputAt(2, 1), still)).toThrow();
  });

  it('requests dropout by site and rate, and only in training', () => {
    const x = uniform('x', [2, 3, 8]);
    const block = new TransformerBlock({
      name: 'block_1',
      heads: 2,
      innerSize: 8,
      dropout: 0.5,
      attentionDropout: 0.25,
      seed: 1,
      stddev: 0.5,
    });
    const drawn: unknown[] = [];
    const source = (shape: readonly number[], rate: number, site: string) => {
      drawn.push([site, shape, rate]);
      return tf.ones([...shape], 'bool');
    };
    withDropout(source, () => block.apply(x));
    expect(drawn).toEqual([]);
    withDropout(source, () => block.apply(x, { training: true }));
    expect(drawn).toEqual([
      ['block_1/attention', [2, 2, 3, 3], 0.25],
      ['block_1/attention_output', [2, 3, 8], 0.5],
      ['block_1/feed_forward_output', [2, 3, 8], 0.5],
    ]);
  });

  it('has dropout inside the feed-forward network if `innerDropout` is set, and none after attention if `attentionOutputDropout` is 0', () => {
    const block = new TransformerBlock({
      name: 'block',
      heads: 2,
      innerSize: 4,
      dropout: 0.5,
      attentionOutputDropout: 0,
      innerDropout: 0.25,
      seed: 1,
    });
    const drawn: unknown[] = [];
    const source = (shape: readonly number[], rate: number, site: string) => {
      drawn.push([site, shape, rate]);
      return tf.zeros([...shape], 'bool');
    };
    const x = uniform('x', [2, 3, 8]);
    const dropped = withDropout(source, () => block.apply(x, { training: true }));
    expect(drawn).toEqual([
      ['block/feed_forward_inner', [2, 3, 4], 0.25],
      ['block/feed_forward_output', [2, 3, 8], 0.5],
    ]);
    expect(dropped.shape).toEqual([2, 3, 8]);
  });

  it("with norm 'query' normalizes only the queries, and adds the normalized values", () => {
    // With kernels of zero a sublayer adds its bias: attention that of its output, the feed-forward network that of its
    // outer map.
    const block = new TransformerBlock({
      ...{ heads: 2, innerSize: 4, norm: 'query', seed: 1, stddev: 0 },
    });
    const x = tf.tensor3d([1, 3, 1, 3], [1, 1, 4]);
    expectClose(block.apply(x), tf.tensor3d([-1, 1, -1, 1], [1, 1, 4]));
    const moved = block.weights.map((weight) => {
      const value = weight.read();
      return /output.bias/.test(weight.originalName) ? tf.fill([4], 5) : value;
    });
    block.setWeights(moved);
    // The bias shifts all features equally, which the second normalization removes.
    expectClose(block.apply(x), tf.tensor3d([-1, 1, -1, 1], [1, 1, 4]));
    block.setWeights(
      block.weights.map((weight) =>
        /outer.bias/.test(weight.originalName) ? tf.fill([4], 5) : weight.read(),
      ),
    );
    expectClose(block.apply(x), tf.tensor3d([4, 6, 4, 6], [1, 1, 4]));
  });

  it('draws a different mask for each call, and the same masks for the same seed', () => {
    const x = uniform('x', [2, 3, 8]);
    const options = { heads: 2, innerSize: 8, dropout: 0.5, seed: 3, stddev: 0.5 };
    const train = (block: TransformerBlock) =>
      String(block.apply(x, { training: true }).dataSync());
    // Its stream depends on the seed and the site, so the name must be the same.
    const first = new TransformerBlock({ ...options, name: 'block' });
    const again = new TransformerBlock({ ...options, name: 'block' });
    const outputs = [train(first), train(first)];
    expect(outputs[0]).not.toBe(outputs[1]);
    expect([train(again), train(again)]).toEqual(outputs);
    const scoped = () => withDropout(seededDropout(9), () => train(first));
    expect(scoped()).toBe(scoped());
  });

  it('names the wrong option and its value', () => {
    const make = (options: Partial<TransformerBlockOptions>) => () =>
      new TransformerBlock({ name: 'block', heads: 2, innerSize: 8, seed: 1, ...options });
    expect(make({ heads: 0 })).toThrow('block: heads is a whole number of at least 1, got 0');
    expect(make({ dropout: 1 })).toThrow(
      'block: dropout is a number from 0 up to but not including 1, got 1',
    );
    expect(make({ norm: 'middle' as 'pre' })).toThrow(
      'block: norm is one of post, pre, query, got "middle"',
    );
    expect(make({ seed: 0.5 })).toThrow('block: seed is a whole number, got 0.5');
    expect(make({ stddev: Number.NaN })).toThrow(
      'block: stddev is a number of at least 0, got null',
    );
    expect(() => make({ heads: 3 })().apply(tf.zeros([1, 2, 8]))).toThrow(
      expect.objectContaining({
        code: 'invalid-option',
        where: 'block',
        message: 'block: 3 heads do not divide the 8 features of the input',
      }),
    );
    expect(() => make({})().apply(tf.zeros([2, 8]))).toThrow(
      'block: the input has 3 axes, got shape [2, 8]',
    );
    const four = [tf.zeros([1, 2, 8]), tf.zeros([1]), tf.zeros([1]), tf.zeros([1])];
    expect(() => make({})().apply(four)).toThrow('block: takes 1 to 3 inputs, got 4');
    expect(() => make({})().call(tf.zeros([1, 2, 8]))).toThrow('block: has no weights yet');
  });
});
