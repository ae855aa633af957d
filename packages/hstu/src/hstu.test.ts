import '@tensorflow/tfjs-backend-cpu';
import { trainingBatches } from '@org/seqrec-data';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { expectClose } from '../../../testing/expect-tensor.js';
import { hstu } from './hstu.js';

const TINY = { itemCount: 7, maxLength: 6, hiddenSize: 8, heads: 2, stddev: 0.5, seed: 5 };

const int = (values: number[][]) => tf.tensor2d(values, undefined, 'int32');

describe('the options', () => {
  it('are as published for small models, without feed-forward networks', () => {
    const { config } = hstu({ itemCount: 9 });
    expect(config).toMatchObject({
      ...{ heads: 1, dropout: 0.2, attentionDropout: 0, temperature: 0.05 },
      ...{ timeBuckets: 128, targetTime: false, timeUnit: 'seconds' },
    });
    expect(config).not.toHaveProperty('innerSize');
  });

  it('refuse a temperature of 0', () => {
    expect(() => hstu({ itemCount: 9, temperature: 0 })).toThrow(
      'temperature must be above 0, got 0',
    );
  });

  it('decide which times the model reads', () => {
    expect(hstu({ itemCount: 9 }).times).toEqual({ unit: 'seconds', target: false });
    const timed = hstu({ itemCount: 9, targetTime: true, timeUnit: 'milliseconds' });
    expect(timed.times).toEqual({ unit: 'milliseconds', target: true });
    expect(hstu({ itemCount: 9, timeBuckets: 0 }).times).toBeUndefined();
  });
});

describe('the network', () => {
  it('has the right number of weights: no feed-forward networks, and biases by slots and by time', () => {
    const { network } = hstu({ itemCount: 100, maxLength: 50 });
    const block = 64 * 4 * 64 + 64 * 64 + 64 + 50 + 128;
    expect(network.countParams()).toBe(102 * 64 + 50 * 64 + 2 * block);
  });

  it('scores by cosines: none is above 1 / temperature', () => {
    const { network } = hstu({ ...TINY, temperature: 0.1 });
    const scores = network.apply([int([[1, 2, 3]]), int([[0, 1, 2]]), int([[0, 5, 9]])]);
    const highest = tf.max(tf.abs(scores as tf.Tensor)).dataSync()[0];
    expect(highest).toBeLessThanOrEqual(10.0001);
    expect(highest).toBeGreaterThan(1);
  });

  it('scores a slot by the items up to it, never by later ones', () => {
    const { network } = hstu(TINY);
    const scores = (ids: number[], times: number[]) =>
      network.apply([int([ids]), int([[0, 1, 2, 3]]), int([times])]) as tf.Tensor;
    const before = scores([3, 1, 5, 2], [0, 10, 20, 30]);
    const after = scores([3, 1, 6, 4], [0, 10, 4000, 90_000]);
    const slot = (of: tf.Tensor, t: number) => tf.slice(of, [0, t, 0], [1, 1, 9]);
    expectClose(slot(after, 0), slot(before, 0), { tolerance: 0 });
    expectClose(slot(after, 1), slot(before, 1), { tolerance: 0 });
    expect(() => expectClose(slot(after, 2), slot(before, 2))).toThrow('element');
  });

  it('reads only how far apart events are, and not when they were', () => {
    const { network } = hstu(TINY);
    const scores = (times: number[]) =>
      network.apply([int([[3, 1, 5]]), int([[2]]), int([times])]) as tf.Tensor;
    const early = scores([0, 60, 4000]);
    expectClose(scores([1e9, 1e9 + 60, 1e9 + 4000]), early, { tolerance: 0 });
    expect(() => expectClose(scores([0, 60, 60]), early)).toThrow('element');
  });

  it('without buckets reads no times', async () => {
    const model = hstu({ ...TINY, timeBuckets: 0 });
    expect(model.network.inputs).toHaveLength(2);
    const items = Int32Array.of(3, 1);
    const [plain, timed] = await Promise.all([
      model.scorer().score([{ items }]),
      model.scorer().score([{ items, timestamps: Float64Array.of(1, 5000) }]),
    ]);
    expect(timed).toEqual(plain);
  });
});

describe('a model that knows the time of its target', () => {
  it('scores by it, and without one by the time of the newest event', async () => {
    const model = hstu({ ...TINY, targetTime: true });
    const history = { items: Int32Array.of(3, 1), timestamps: Float64Array.of(0, 60) };
    const scores = async (targetTime?: number) =>
      (await model.scorer().score([{ ...history, ...(targetTime && { targetTime }) }])).data;
    expect(await scores(60)).toEqual(await scores());
    expect(await scores(90_000)).not.toEqual(await scores());
  });

  it('by default does not read it', async () => {
    const model = hstu(TINY);
    const history = { items: Int32Array.of(3, 1), timestamps: Float64Array.of(0, 60) };
    const known = { ...history, targetTime: 90_000 };
    const [plain, told] = [
      await model.scorer().score([history]),
      await model.scorer().score([known]),
    ];
    expect(told).toEqual(plain);
  });
});

describe('the loss', () => {
  it('needs the times that the model reads', () => {
    const model = hstu(TINY);
    const sequences = { offsets: Int32Array.of(0, 3), items: Int32Array.of(1, 2, 3) };
    const options = {
      objective: { kind: 'next-item' } as const,
      ...{ itemCount: 7, maxLength: 6, batchSize: 1, seed: 1 },
      times: model.times,
    };
    expect(() => trainingBatches(sequences, options)).toThrow('the model reads times');
    const ids = int([[1, 2]]);
    const weights = tf.ones<tf.Rank.R2>([1, 2]);
    expect(() => model.loss({ ids, labels: ids, weights })).toThrow(
      'the model reads times, and the batch has none',
    );
  });

  it('has dropout at the gated outputs, and at attention weights if asked', () => {
    const model = hstu({ ...TINY, dropout: 0.25, attentionDropout: 0.5 });
    const drops: unknown[] = [];
    const dropout = (shape: readonly number[], rate: number, site: string) => {
      drops.push([site, shape, rate]);
      return tf.ones([...shape], 'bool');
    };
    const batch = {
      ...{ ids: int([[0, 3, 6, 5, 2]]), positions: int([[3, 4]]), times: int([[0, 0, 1, 2, 3]]) },
      labels: tf.ones<tf.Rank.R2>([1, 2], 'int32'),
      weights: tf.ones<tf.Rank.R2>([1, 2]),
    };
    model.loss(batch, { dropout });
    expect(drops).toEqual([
      ['embedding_dropout', [1, 5, 8], 0.25],
      ['block_0/attention', [1, 2, 5, 5], 0.5],
      ['block_0/output', [1, 5, 8], 0.25],
      ['block_1/attention', [1, 2, 2, 5], 0.5],
      ['block_1/output', [1, 2, 8], 0.25],
    ]);
  });
});
