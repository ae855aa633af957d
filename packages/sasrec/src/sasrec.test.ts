import '@tensorflow/tfjs-backend-cpu';
import { maskId } from '@org/seqrec-data';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { describe, expect, it, vi } from 'vitest';
import { SasRec, sasrec, sasrecFromConfig, sasrecNetwork } from './sasrec.js';
import { expectClose, expectNoLeak } from './testing/expect-tensor.js';
import { TINY, toyBatch } from './testing/toy.js';

/** The bytes of a model's weights, by name. */
const bytes = (model: SasRec) =>
  model.network.weights.map((weight) => [weight.originalName, [...weight.read().dataSync()]]);

const scoresOf = (model: SasRec, ids: number[][], positions: number[][]) =>
  model.network.apply([
    tf.tensor2d(ids, undefined, 'int32'),
    tf.tensor2d(positions, undefined, 'int32'),
  ]) as tf.Tensor;

const keepAll = (shape: readonly number[]) => tf.ones([...shape], 'bool');

describe('the network', () => {
  it('scores every row of the item table for any B, T and M', () => {
    const { network } = sasrec(TINY);
    expect(network.outputShape).toEqual([null, null, 9]);
    for (const [batch, time, asked] of [
      [1, 1, 1],
      [3, 6, 2],
      [2, 4, 5],
    ] as const) {
      const ids = tf.ones([batch, time], 'int32');
      const scores = network.apply([ids, tf.zeros([batch, asked], 'int32')]) as tf.Tensor;
      expect(scores.shape).toEqual([batch, asked, 9]);
    }
  });

  it('has the parts the paper names, and as many weights as they take', () => {
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

  it('scores a slot by what came up to it, never by what comes later', () => {
    const model = sasrec({ ...TINY, stddev: 0.5 });
    const slots = [[0, 1, 2, 3]];
    const before = scoresOf(model, [[3, 1, 5, 2]], slots);
    const after = scoresOf(model, [[3, 1, 6, 4]], slots);
    const slot = (scores: tf.Tensor, t: number) => tf.slice(scores, [0, t, 0], [1, 1, 9]);
    expectClose(slot(after, 0), slot(before, 0), 0);
    expectClose(slot(after, 1), slot(before, 1), 0);
    expect(() => expectClose(slot(after, 2), slot(before, 2))).toThrow('element');
    expect(() => expectClose(slot(after, 3), slot(before, 3))).toThrow('element');
  });

  it('gives a sequence the same scores whatever it is padded to and beside', () => {
    const model = sasrec({ ...TINY, stddev: 0.5 });
    const short = scoresOf(model, [[3, 5, 1]], [[2]]);
    expectClose(scoresOf(model, [[0, 0, 0, 3, 5, 1]], [[5]]), short, 1e-6);
    const both = scoresOf(
      model,
      [
        [0, 3, 5, 1],
        [1, 2, 6, 7],
      ],
      [[3], [3]],
    );
    expectClose(tf.slice(both, [0, 0, 0], [1, 1, 9]), short, 1e-6);
  });

  it('has finite scores for an empty history', () => {
    expect(
      scoresOf(sasrec(TINY), [[0, 0]], [[1]])
        .dataSync()
        .every(Number.isFinite),
    ).toBe(true);
  });

  it('refuses a sequence longer than it was made for', () => {
    expect(() => scoresOf(sasrec(TINY), [[1, 2, 3, 4, 5, 6, 7]], [[0]])).toThrow(
      'position_embedding: has 6 positions, got a sequence of 7',
    );
  });

  it('loads with loadLayersModel, scores the same and trains the same', async () => {
    const model = sasrec({ ...TINY, stddev: 0.5 });
    let artifacts: tf.io.ModelArtifacts = {};
    await model.network.save(
      tf.io.withSaveHandler(async (saved) => {
        artifacts = saved;
        return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' } };
      }),
    );
    const topology = JSON.parse(JSON.stringify(artifacts.modelTopology));
    const network = await tfl.loadLayersModel(
      tf.io.fromMemory({ ...artifacts, modelTopology: topology }),
    );
    const loaded = new SasRec(model.config, network);
    expect(bytes(loaded)).toEqual(bytes(model));
    const batch = toyBatch();
    const scores = (from: SasRec) => from.network.apply([batch.ids, batch.positions]) as tf.Tensor;
    expectClose(scores(loaded), scores(model), 0);
    expectClose(loaded.loss(batch), model.loss(batch), 0);
    expectClose(loaded.itemTable(), model.itemTable(), 0);
  });

  it('is refused where it is another network', () => {
    const { config } = sasrec(TINY);
    const input = tfl.input({ shape: [2] });
    const other = tfl.model({
      inputs: input,
      outputs: tfl.layers.dense({ units: 1, name: 'dense' }).apply(input) as tfl.SymbolicTensor,
    });
    const invalid = expect.objectContaining({ code: 'invalid-network' });
    expect(() => new SasRec(config, other)).toThrow(invalid);
    expect(() => new SasRec({ ...config, layers: 3 }, sasrecNetwork(config))).toThrow(invalid);
  });
});

describe('the first weights', () => {
  it('depend on the configuration alone, in a process of many models', () => {
    const first = sasrec(TINY);
    sasrec({ ...TINY, seed: 6 });
    expect(bytes(sasrec(TINY))).toEqual(bytes(first));
  });

  it('differ by seed and by layer', () => {
    const drawn = [sasrec(TINY), sasrec({ ...TINY, seed: 6 })]
      .flatMap(bytes)
      .filter(([name]) => /kernel|table/.test(String(name)))
      .map(([, values]) => String(values));
    expect(new Set(drawn).size).toBe(drawn.length);
  });
});

describe('the loss', () => {
  it('is the weighted sum of cross-entropies of the scores of the slots', () => {
    const model = sasrec({ ...TINY, stddev: 0.5 });
    const batch = toyBatch();
    const scores = model.network.apply([batch.ids, batch.positions]) as tf.Tensor;
    const logits = scores.dataSync<'float32'>();
    let expected = 0;
    batch.labels.dataSync().forEach((label, place) => {
      const row = logits.subarray(place * 9, place * 9 + 9);
      const total = row.reduce((sum, x) => sum + Math.exp(x), 0);
      expected += (batch.weights.dataSync()[place] ?? 0) * (Math.log(total) - (row[label] ?? 0));
    });
    expect(model.loss(batch).dataSync()[0]).toBeCloseTo(expected, 4);
  });

  it('is the same of every slot as of those asked for, in any order', () => {
    const model = sasrec({ ...TINY, stddev: 0.5 });
    const batch = toyBatch();
    const turned = [4, 3, 2, 1];
    const places = (tensor: tf.Tensor2D) => tf.gather(tensor, turned, 1);
    const asked = {
      ids: batch.ids,
      positions: tf.tile(tf.tensor2d([turned], [1, 4], 'int32'), [3, 1]),
      labels: places(batch.labels),
      weights: places(batch.weights),
    };
    const first = {
      ids: batch.ids,
      positions: tf.zeros<tf.Rank.R2>([3, 1], 'int32'),
      labels: tf.slice(batch.labels, [0, 0], [3, 1]),
      weights: tf.slice(batch.weights, [0, 0], [3, 1]),
    };
    expectClose(tf.add(model.loss(asked), model.loss(first)), model.loss(batch), 1e-5);
  });

  it('does not depend on what a row is padded to', () => {
    const model = sasrec({ ...TINY, stddev: 0.5 });
    const row = (ids: number[], labels: number[]) => {
      const length = ids.length;
      const shape: [number, number] = [1, length];
      return model.loss({
        ids: tf.tensor2d(ids, shape, 'int32'),
        positions: tf.tensor2d([...ids.keys()], shape, 'int32'),
        labels: tf.tensor2d(labels, shape, 'int32'),
        weights: tf.tensor2d(labels.map(Math.sign), shape),
      });
    };
    expectClose(row([0, 0, 0, 3, 5, 1], [0, 0, 0, 5, 1, 2]), row([3, 5, 1], [5, 1, 2]));
  });

  it('is the one that the configuration names, over the negatives of the batch', () => {
    const model = sasrec({ ...TINY, stddev: 0.5, loss: { kind: 'bce' } });
    const batch = toyBatch();
    const [rows, places] = batch.labels.shape;
    const negatives = tf.fill([rows, places, 1], 5, 'int32');
    const scores = model.network.apply([batch.ids, batch.positions]) as tf.Tensor;
    const logits = scores.dataSync<'float32'>();
    const [labels, weights] = [batch.labels.dataSync(), batch.weights.dataSync()];
    let expected = 0;
    weights.forEach((weight, place) => {
      const row = logits.subarray(place * 9, place * 9 + 9);
      const label = labels[place] ?? 0;
      const against = label === 5 ? 0 : Math.log1p(Math.exp(row[5] ?? 0));
      expected += weight * (Math.log1p(Math.exp(-(row[label] ?? 0))) + against);
    });
    expect(model.loss({ ...batch, negatives }).dataSync()[0]).toBeCloseTo(expected, 4);
    expect(() => model.loss(batch)).toThrow("the loss 'bce' needs negatives");
  });

  it('adds up over the rows of a batch', () => {
    const model = sasrec({ ...TINY, stddev: 0.5 });
    const { ids, positions, labels, weights } = toyBatch();
    const row = (i: number) =>
      model.loss({
        ids: tf.slice(ids, [i, 0], [1, 5]),
        positions: tf.slice(positions, [i, 0], [1, 5]),
        labels: tf.slice(labels, [i, 0], [1, 5]),
        weights: tf.slice(weights, [i, 0], [1, 5]),
      });
    expectClose(tf.addN([row(0), row(1), row(2)]), model.loss(toyBatch()));
  });

  it('drops out where the authors do, only when given a source', () => {
    const model = sasrec({ ...TINY, dropout: 0.25, attentionDropout: 0.5 });
    const asked: unknown[] = [];
    const dropout = (shape: readonly number[], rate: number, site: string) => {
      asked.push([site, shape, rate]);
      return keepAll(shape);
    };
    model.loss(toyBatch());
    expect(asked).toEqual([]);
    model.loss(toyBatch(), { dropout });
    const block = (name: string) => [
      [`${name}/attention`, [3, 2, 5, 5], 0.5],
      [`${name}/feed_forward_inner`, [3, 5, 8], 0.25],
      [`${name}/feed_forward_output`, [3, 5, 8], 0.25],
    ];
    expect(asked).toEqual([
      ['embedding_dropout', [3, 5, 8], 0.25],
      ...block('block_0'),
      ...block('block_1'),
    ]);
  });

  it('can be traced: no number is read on the way, forwards or backwards', () => {
    const model = sasrec(TINY);
    const batch = toyBatch();
    const variables = model.network.trainableWeights.map((weight) => weight.read() as tf.Variable);
    const reads = (['dataSync', 'data', 'arraySync', 'array'] as const).map((read) =>
      vi.spyOn(tf.Tensor.prototype, read),
    );
    tf.variableGrads(() => model.loss(batch, { dropout: keepAll }), variables);
    for (const read of reads) {
      expect(read).not.toHaveBeenCalled();
      read.mockRestore();
    }
  });

  it('has a gradient for every weight, and leaves no tensor behind', () => {
    const model = sasrec(TINY);
    const batch = toyBatch();
    const variables = model.network.trainableWeights.map((weight) => weight.read() as tf.Variable);
    const { grads } = tf.variableGrads(() => model.loss(batch), variables);
    expect(Object.keys(grads)).toHaveLength(variables.length);

    expectNoLeak(() => model.loss(batch));
    expectNoLeak(() => model.loss(batch, { dropout: keepAll }));
    expectNoLeak(() => model.network.apply([batch.ids, batch.positions]) as tf.Tensor);
    expectNoLeak(() => {
      const training = tf.variableGrads(() => model.loss(batch, { dropout: keepAll }), variables);
      return [training.value, ...Object.values(training.grads)];
    });
  });
});

describe('the model', () => {
  it('frees all it made', () => {
    sasrec(TINY).dispose();
    const before = tf.memory().numTensors;
    sasrec(TINY).dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it('shows its item table, one row for each id', () => {
    const model = sasrec(TINY);
    const table = model.network.weights.find(
      ({ originalName }) => originalName === 'item_embedding/table',
    );
    expect(model.itemTable()).toBe(table?.read());
    expect(model.itemTable().shape).toEqual([maskId(7) + 1, 8]);
  });

  it('rebuilds from its configuration as JSON', () => {
    const model = sasrec(TINY);
    const again = sasrecFromConfig(JSON.parse(JSON.stringify(model.config)));
    expect(again.config).toEqual(model.config);
    expect(bytes(again)).toEqual(bytes(model));
    expect(sasrecNetwork(model.config).getConfig()).toEqual(model.network.getConfig());
  });
});
