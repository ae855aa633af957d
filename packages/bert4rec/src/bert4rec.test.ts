import '@tensorflow/tfjs-backend-cpu';
import { maskId } from '@org/seqrec-data';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { describe, expect, it, vi } from 'vitest';
import { Bert4Rec, bert4rec, bert4recFromConfig, bert4recNetwork } from './bert4rec.js';
import { expectClose, expectNoLeak } from './testing/expect-tensor.js';
import { MASK, TINY, toyBatch } from './testing/toy.js';

/** The bytes of a model's weights, by name. */
const bytes = (model: Bert4Rec) =>
  model.network.weights.map((weight) => [weight.originalName, [...weight.read().dataSync()]]);

const scoresOf = (model: Bert4Rec, ids: number[][], positions: number[][]) =>
  model.network.apply([
    tf.tensor2d(ids, undefined, 'int32'),
    tf.tensor2d(positions, undefined, 'int32'),
  ]) as tf.Tensor;

describe('the network', () => {
  it('scores every row of the item table for any B, T and M', () => {
    const { network } = bert4rec(TINY);
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

  it('reads what comes after a slot as well as what came before', () => {
    const model = bert4rec({ ...TINY, stddev: 0.5 });
    const asked = [[1]];
    const before = scoresOf(model, [[3, MASK, 5]], asked);
    expect(() => expectClose(scoresOf(model, [[3, MASK, 6]], asked), before)).toThrow('element');
    expect(() => expectClose(scoresOf(model, [[4, MASK, 5]], asked), before)).toThrow('element');
  });

  it('gives a sequence the same scores whatever it is padded to and beside', () => {
    const model = bert4rec({ ...TINY, stddev: 0.5 });
    const short = scoresOf(model, [[3, 5, MASK]], [[2]]);
    expectClose(scoresOf(model, [[0, 0, 0, 3, 5, MASK]], [[5]]), short, 1e-6);
    const both = scoresOf(
      model,
      [
        [0, 3, 5, MASK],
        [1, 2, 6, MASK],
      ],
      [[3], [3]],
    );
    expectClose(tf.slice(both, [0, 0, 0], [1, 1, 9]), short, 1e-6);
  });

  it('refuses a sequence longer than it was made for', () => {
    const model = bert4rec(TINY);
    expect(() => scoresOf(model, [[1, 2, 3, 4, 5, 6, 7]], [[0]])).toThrow(
      'position_embedding: has 6 positions, got a sequence of 7',
    );
  });

  it('loads with loadLayersModel, scores the same and trains the same', async () => {
    const model = bert4rec({ ...TINY, stddev: 0.5 });
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
    const loaded = new Bert4Rec(model.config, network);
    expect(bytes(loaded)).toEqual(bytes(model));
    const batch = toyBatch();
    const scores = (from: Bert4Rec) =>
      from.network.apply([batch.ids, batch.positions]) as tf.Tensor;
    expectClose(scores(loaded), scores(model), 0);
    expectClose(loaded.loss(batch), model.loss(batch), 0);
    expectClose(loaded.itemTable(), model.itemTable(), 0);
  });

  it('is refused where it is another network', () => {
    const input = tfl.input({ shape: [2] });
    const other = tfl.model({
      inputs: input,
      outputs: tfl.layers.dense({ units: 1, name: 'dense' }).apply(input) as tfl.SymbolicTensor,
    });
    expect(() => new Bert4Rec(bert4rec(TINY).config, other)).toThrow(
      expect.objectContaining({ code: 'invalid-network' }),
    );
  });
});

describe('the first weights', () => {
  it('depend on the configuration alone, in a process of many models', () => {
    const first = bert4rec(TINY);
    bert4rec({ ...TINY, seed: 6 });
    expect(bytes(bert4rec(TINY))).toEqual(bytes(first));
  });

  it('differ by seed and by layer', () => {
    const [first, other] = [bert4rec(TINY), bert4rec({ ...TINY, seed: 6 })];
    const kernels = (model: Bert4Rec) =>
      bytes(model).filter(([name]) => /kernel|table/.test(String(name)));
    const drawn = [...kernels(first), ...kernels(other)].map(([, values]) => String(values));
    expect(new Set(drawn).size).toBe(drawn.length);
  });

  it('are a truncated normal of deviation 0.02 for kernels and tables, else 0 and 1', () => {
    const { network } = bert4rec({ itemCount: 500 });
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
  it('is the weighted sum of cross-entropies of the scores of the asked slots', () => {
    const model = bert4rec({ ...TINY, stddev: 0.5 });
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

  it('starts near ln(V + 2) a target, as a model does that knows nothing', () => {
    const batch = toyBatch();
    const loss = bert4rec(TINY).loss(batch).dataSync()[0] ?? Number.NaN;
    expect(loss / 3.5).toBeCloseTo(Math.log(9), 1);
  });

  it('is the one that the configuration names, over the negatives of the batch', () => {
    const model = bert4rec({ ...TINY, stddev: 0.5, loss: { kind: 'bce' } });
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
    const model = bert4rec({ ...TINY, stddev: 0.5 });
    const { ids, positions, labels, weights } = toyBatch();
    const row = (i: number) =>
      model.loss({
        ids: tf.slice(ids, [i, 0], [1, 5]),
        positions: tf.slice(positions, [i, 0], [1, 2]),
        labels: tf.slice(labels, [i, 0], [1, 2]),
        weights: tf.slice(weights, [i, 0], [1, 2]),
      });
    expectClose(tf.addN([row(0), row(1), row(2)]), model.loss(toyBatch()));
  });

  it('drops out where the paper does, only when given a source', () => {
    const model = bert4rec({ ...TINY, dropout: 0.25, attentionDropout: 0.5 });
    const asked: unknown[] = [];
    const dropout = (shape: readonly number[], rate: number, site: string) => {
      asked.push([site, shape, rate]);
      return tf.ones([...shape], 'bool');
    };
    model.loss(toyBatch());
    expect(asked).toEqual([]);
    model.loss(toyBatch(), { dropout });
    const block = (name: string, slots: number) => [
      [`${name}/attention`, [3, 2, slots, 5], 0.5],
      [`${name}/attention_output`, [3, slots, 8], 0.25],
      [`${name}/feed_forward_output`, [3, slots, 8], 0.25],
    ];
    // The last block works at the two asked slots alone.
    expect(asked).toEqual([
      ['embedding_dropout', [3, 5, 8], 0.25],
      ...block('block_0', 5),
      ...block('block_1', 2),
    ]);
  });

  it('can be traced: no number is read on the way, forwards or backwards', () => {
    const model = bert4rec(TINY);
    const batch = toyBatch();
    const variables = model.network.trainableWeights.map((weight) => weight.read() as tf.Variable);
    const keepAll = (shape: readonly number[]) => tf.ones([...shape], 'bool');
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
    const model = bert4rec(TINY);
    const batch = toyBatch();
    const variables = model.network.trainableWeights.map((weight) => weight.read() as tf.Variable);
    const { grads } = tf.variableGrads(() => model.loss(batch), variables);
    expect(Object.keys(grads)).toHaveLength(variables.length);

    const dropout = (shape: readonly number[]) => tf.ones([...shape], 'bool');
    expectNoLeak(() => model.loss(batch));
    expectNoLeak(() => model.loss(batch, { dropout }));
    expectNoLeak(() => model.network.apply([batch.ids, batch.positions]) as tf.Tensor);
    expectNoLeak(() => {
      const training = tf.variableGrads(() => model.loss(batch, { dropout }), variables);
      return [training.value, ...Object.values(training.grads)];
    });
  });
});

describe('the model', () => {
  it('frees all it made', () => {
    bert4rec(TINY).dispose();
    const before = tf.memory().numTensors;
    bert4rec(TINY).dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it('shows its item table, one row for each id', () => {
    const model = bert4rec(TINY);
    const table = model.network.weights.find(
      ({ originalName }) => originalName === 'item_embedding/table',
    );
    expect(model.itemTable()).toBe(table?.read());
    expect(model.itemTable().shape).toEqual([maskId(7) + 1, 8]);
  });

  it('rebuilds from its configuration as JSON', () => {
    const model = bert4rec(TINY);
    const again = bert4recFromConfig(JSON.parse(JSON.stringify(model.config)));
    expect(again.config).toEqual(model.config);
    expect(bytes(again)).toEqual(bytes(model));
    expect(bert4recNetwork(model.config).getConfig()).toEqual(model.network.getConfig());
  });
});
