import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { expectClose } from '../../../testing/expect-tensor.js';
import { sasrec } from './sasrec.js';

const TINY = { itemCount: 7, maxLength: 6, hiddenSize: 8, heads: 2, seed: 5 };

const int = (values: number[][]) => tf.tensor2d(values, undefined, 'int32');

describe('the options', () => {
  it('have the shared defaults, except for one head and inner networks as wide as an item vector', () => {
    expect(sasrec({ itemCount: 9, hiddenSize: 32, dropout: 0.3 }).config).toMatchObject({
      itemCount: 9,
      maxLength: 50,
      hiddenSize: 32,
      layers: 2,
      heads: 1,
      innerSize: 32,
      dropout: 0.3,
      attentionDropout: 0.3,
      loss: { kind: 'softmax' },
      stddev: 0.02,
      seed: 0,
    });
  });

  it('fill in the options of a loss', () => {
    const { config } = sasrec({ itemCount: 9, loss: { kind: 'gbce' } });
    expect(config.loss).toEqual({ kind: 'gbce', t: 0.75 });
  });

  it('are typed: the item count is required, and an unknown option or loss does not compile', () => {
    expectTypeOf(sasrec({ itemCount: 9 }).config.innerSize).toEqualTypeOf<number>();
    // @ts-expect-error V has no default.
    expect(() => sasrec({ maxLength: 50 })).toThrow('itemCount');
    // @ts-expect-error The option does not exist.
    expect(() => sasrec({ itemCount: 9, maskProbability: 0.2 })).toThrow('maskProbability');
    // @ts-expect-error Heads are counted.
    expect(() => sasrec({ itemCount: 9, heads: '2' })).toThrow('heads');
    // @ts-expect-error There is no such loss.
    expect(() => sasrec({ itemCount: 9, loss: { kind: 'hinge' } })).toThrow('loss');
    // @ts-expect-error Only gbce has this option.
    expect(() => sasrec({ itemCount: 9, loss: { kind: 'softmax', t: 0.75 } })).toThrow('loss');
  });
});

describe('the network', () => {
  it('has the parts that the paper names, with the right number of weights', () => {
    const { network } = sasrec({ itemCount: 100, maxLength: 50 });
    expect(network.layers.map(({ name }) => name)).toEqual([
      'ids',
      'item_embedding',
      'position_embedding',
      'embedding_dropout',
      'padding_mask',
      'block_0',
      'positions',
      'block_1',
      'final_norm',
      'item_scores',
    ]);
    const block = 6 * (64 * 64 + 64) + 4 * 64;
    expect(network.countParams()).toBe(102 * 64 + 50 * 64 + 2 * block + 2 * 64);
  });

  it('scores a slot by the items up to it, never by later ones', () => {
    const { network } = sasrec({ ...TINY, stddev: 0.5 });
    const scores = (ids: number[]) => network.apply([int([ids]), int([[0, 1, 2, 3]])]) as tf.Tensor;
    const [before, after] = [scores([3, 1, 5, 2]), scores([3, 1, 6, 4])];
    const slot = (of: tf.Tensor, t: number) => tf.slice(of, [0, t, 0], [1, 1, 9]);
    expectClose(slot(after, 0), slot(before, 0), { tolerance: 0 });
    expectClose(slot(after, 1), slot(before, 1), { tolerance: 0 });
    expect(() => expectClose(slot(after, 2), slot(before, 2))).toThrow('element');
    expect(() => expectClose(slot(after, 3), slot(before, 3))).toThrow('element');
  });
});

describe('with the blocks of LiGR', () => {
  const model = sasrec({ ...TINY, block: 'ligr', innerSize: 12, stddev: 0.5, layers: 1 });
  const { network } = model;

  it('has two gates in each block, and twice the kernel inside the feed-forward network', () => {
    const own = sasrec({ ...TINY, innerSize: 12, layers: 1 });
    const gates = 2 * (8 * 8 + 8);
    const inner = 8 * 12 + 12;
    expect(network.countParams()).toBe(own.network.countParams() + gates + inner);
    expect(own.config).not.toHaveProperty('block');
    expect(model.config.block).toBe('ligr');
  });

  it('scores a slot by the items up to it, and padding changes nothing', () => {
    const scores = (ids: number[], slot: number) =>
      network.apply([int([ids]), int([[slot]])]) as tf.Tensor;
    const before = scores([3, 1, 5, 2], 1);
    expectClose(scores([3, 1, 6, 4], 1), before, { tolerance: 0 });
    expectClose(scores([0, 0, 3, 1, 6, 4], 3), before);
    expect(() => expectClose(scores([2, 1, 5, 2], 1), before)).toThrow('element');
  });

  it('refuses another name', () => {
    // @ts-expect-error There are no such blocks.
    expect(() => sasrec({ itemCount: 9, block: 'gpt' })).toThrow(
      'block must be "sasrec" or "ligr" or "bsarec", got "gpt"',
    );
  });
});

describe('with the blocks of BSARec', () => {
  const { network, config } = sasrec({ ...TINY, block: 'bsarec', stddev: 0.5 });

  it('has in each block one more weight and normalization than another block', () => {
    const own = sasrec(TINY);
    expect(network.countParams()).toBe(own.network.countParams() + 2 * (8 + 2 * 8));
    expect(own.config).not.toHaveProperty('filterShare');
    expect(config).not.toHaveProperty('filterShare');
  });

  it('scores a slot by the items up to it, and padding changes nothing', () => {
    const scores = (ids: number[], slot: number) =>
      network.apply([int([ids]), int([[slot]])]) as tf.Tensor;
    const before = scores([3, 1, 5, 2], 1);
    expectClose(scores([3, 1, 6, 4], 1), before, { tolerance: 0 });
    expectClose(scores([0, 0, 3, 1, 6, 4], 3), before);
    expect(() => expectClose(scores([2, 1, 5, 2], 1), before)).toThrow('element');
  });

  it('has another share and other frequencies on demand, and only with these blocks', () => {
    const scores = (options: object) =>
      sasrec({ ...TINY, block: 'bsarec', stddev: 0.5, ...options }).network.apply([
        int([[3, 1, 5, 2]]),
        int([[3]]),
      ]) as tf.Tensor;
    expectClose(scores({ filterShare: 0.7, filterFrequencies: 3 }), scores({}), { tolerance: 0 });
    expect(() => expectClose(scores({ filterShare: 0.3 }), scores({}))).toThrow('element');
    expect(() => expectClose(scores({ filterFrequencies: 1 }), scores({}))).toThrow('element');
    expect(() => sasrec({ ...TINY, filterShare: 0.5 })).toThrow(
      'filterShare needs the block bsarec',
    );
    expect(() => scores({ filterFrequencies: 5 })).toThrow(
      'filterFrequencies is at most 4 with the filterLength 6, got 5',
    );
  });
});

describe('with a bias by time', () => {
  const model = sasrec({ ...TINY, timeBuckets: 40, stddev: 0.5 });

  it('reads how far apart events are, and not when they were', () => {
    expect(model.times).toEqual({ unit: 'seconds', target: false });
    const scores = (times: number[]) =>
      model.network.apply([int([[3, 1, 5]]), int([[2]]), int([times])]) as tf.Tensor;
    const early = scores([0, 60, 4000]);
    expectClose(scores([1e9, 1e9 + 60, 1e9 + 4000]), early, { tolerance: 0 });
    expect(() => expectClose(scores([0, 60, 60]), early)).toThrow('element');
  });

  it('by default reads none, and has the configuration of earlier releases', () => {
    const { config, times, network } = sasrec(TINY);
    expect(times).toBeUndefined();
    expect(network.inputs).toHaveLength(2);
    expect(Object.keys(config)).not.toContain('timeBuckets');
    expect(Object.keys(config)).not.toContain('timeUnit');
  });
});

describe('the loss', () => {
  it.each([
    ['every slot', undefined, 5],
    ['two positions', [3, 4], 2],
  ] as const)("has dropout at the authors' sites, for %s", (_name, slots, places) => {
    const model = sasrec({ ...TINY, dropout: 0.25, attentionDropout: 0.5 });
    const drops: unknown[] = [];
    const dropout = (shape: readonly number[], rate: number, site: string) => {
      drops.push([site, shape, rate]);
      return tf.ones([...shape], 'bool');
    };
    const batch = {
      ids: int([[0, 3, 6, 5, 2]]),
      ...(slots !== undefined && { positions: int([[...slots]]) }),
      labels: tf.ones<tf.Rank.R2>([1, places], 'int32'),
      weights: tf.ones<tf.Rank.R2>([1, places]),
    };
    model.loss(batch, { dropout });
    const block = (name: string, rows: number) => [
      [`${name}/attention`, [1, 2, rows, 5], 0.5],
      [`${name}/feed_forward_inner`, [1, rows, 8], 0.25],
      [`${name}/feed_forward_output`, [1, rows, 8], 0.25],
    ];
    expect(drops).toEqual([
      ['embedding_dropout', [1, 5, 8], 0.25],
      ...block('block_0', 5),
      ...block('block_1', places),
    ]);
  });
});
