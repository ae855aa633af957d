import '@tensorflow/tfjs-backend-cpu';
import type { ItemLoss } from '@org/attention';
import type { TransformerConfig, TransformerOptions } from '@org/sequence-model';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { expectClose } from '../../../testing/expect-tensor.js';
import { type Bert4Rec, bert4rec } from './bert4rec.js';
import { MASK, TINY, toyBatch } from './testing/toy.js';

const scoresOf = (model: Bert4Rec, ids: number[][], positions: number[][]) =>
  model.network.apply([
    tf.tensor2d(ids, undefined, 'int32'),
    tf.tensor2d(positions, undefined, 'int32'),
  ]) as tf.Tensor;

describe('the options', () => {
  it('have the shared defaults', () => {
    expect(bert4rec({ itemCount: 9, hiddenSize: 32, dropout: 0.3 }).config).toMatchObject({
      itemCount: 9,
      maxLength: 50,
      hiddenSize: 32,
      layers: 2,
      heads: 2,
      innerSize: 128,
      dropout: 0.3,
      attentionDropout: 0.3,
      loss: { kind: 'softmax' },
      stddev: 0.02,
      seed: 0,
    });
  });

  it('refuse heads that do not divide the hidden size', () => {
    expect(() => bert4rec({ itemCount: 9, heads: 3 })).toThrow(
      expect.objectContaining({
        code: 'invalid-option',
        option: 'heads',
        message: 'heads must divide hiddenSize, which is 64, got 3',
      }),
    );
  });

  it('are typed: only the item count is required, and a configuration has all options', () => {
    expectTypeOf(bert4rec).parameter(0).toEqualTypeOf<TransformerOptions>();
    expectTypeOf<{ itemCount: number }>().toExtend<TransformerOptions>();
    expectTypeOf<{ maxLength: number }>().not.toExtend<TransformerOptions>();
    expectTypeOf<{ itemCount: number; heads: string }>().not.toExtend<TransformerOptions>();
    expectTypeOf(bert4rec({ itemCount: 9 }).config).toEqualTypeOf<TransformerConfig>();
    expectTypeOf(bert4rec({ itemCount: 9 }).config.loss).toEqualTypeOf<ItemLoss>();
    // @ts-expect-error The option does not exist.
    expect(() => bert4rec({ itemCount: 9, hidden: 64 })).toThrow("no option 'hidden'");
  });
});

describe('the network', () => {
  it('has the parts that the paper names, with the right number of weights', () => {
    const { network } = bert4rec({ itemCount: 100, maxLength: 50 });
    expect(network.layers.map(({ name }) => name)).toEqual([
      'ids',
      'item_embedding',
      'position_embedding',
      'embedding_norm',
      'embedding_dropout',
      'padding_mask',
      'block_0',
      'positions',
      'block_1',
      'head_transform',
      'head_norm',
      'item_scores',
    ]);
    const block = 4 * (64 * 64 + 64) + (64 * 256 + 256) + (256 * 64 + 64) + 4 * 64;
    const head = 64 * 64 + 64 + 2 * 64 + 102;
    expect(network.countParams()).toBe(102 * 64 + 50 * 64 + 2 * 64 + 2 * block + head);
  });

  it('reads the slots after a position as well as those before', () => {
    const model = bert4rec({ ...TINY, stddev: 0.5 });
    const middle = [[1]];
    const before = scoresOf(model, [[3, MASK, 5]], middle);
    expect(() => expectClose(scoresOf(model, [[3, MASK, 6]], middle), before)).toThrow('element');
    expect(() => expectClose(scoresOf(model, [[4, MASK, 5]], middle), before)).toThrow('element');
  });

  it('refuses a sequence longer than its maxLength', () => {
    expect(() => scoresOf(bert4rec(TINY), [[1, 2, 3, 4, 5, 6, 7]], [[0]])).toThrow(
      'position_embedding: has 6 positions, got a sequence of 7',
    );
  });
});

describe('the first weights', () => {
  it('follow a truncated normal of deviation 0.02 for kernels and tables, and are 0 and 1 elsewhere', () => {
    const { network } = bert4rec({ itemCount: 500, maxLength: 200 });
    for (const weight of network.weights) {
      const values = weight.read().dataSync<'float32'>();
      const expected = /gamma$/.test(weight.originalName) ? 1 : 0;
      if (/kernel|table/.test(weight.originalName)) {
        const deviation = Math.sqrt(values.reduce((sum, x) => sum + x * x, 0) / values.length);
        expect(deviation, weight.originalName).toBeCloseTo(0.02 * 0.8796, 3);
        expect(values.every((x) => Math.abs(x) <= Math.fround(0.04))).toBe(true);
      } else {
        expect(
          values.every((x) => x === expected),
          weight.originalName,
        ).toBe(true);
      }
    }
  });
});

describe('the loss', () => {
  it('starts near ln(V + 2) per label, the loss of uniform scores', () => {
    const batch = toyBatch();
    const loss = bert4rec(TINY).loss(batch).dataSync()[0] ?? Number.NaN;
    expect(loss / 3.5).toBeCloseTo(Math.log(9), 1);
  });

  it('has dropout at the sites of the paper', () => {
    const model = bert4rec({ ...TINY, dropout: 0.25, attentionDropout: 0.5 });
    const drops: unknown[] = [];
    const dropout = (shape: readonly number[], rate: number, site: string) => {
      drops.push([site, shape, rate]);
      return tf.ones([...shape], 'bool');
    };
    model.loss(toyBatch(), { dropout });
    const block = (name: string, slots: number) => [
      [`${name}/attention`, [3, 2, slots, 5], 0.5],
      [`${name}/attention_output`, [3, slots, 8], 0.25],
      [`${name}/feed_forward_output`, [3, slots, 8], 0.25],
    ];
    // The last block computes only the two positions.
    expect(drops).toEqual([
      ['embedding_dropout', [3, 5, 8], 0.25],
      ...block('block_0', 5),
      ...block('block_1', 2),
    ]);
  });
});
