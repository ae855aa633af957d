import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { describe, expect, it } from 'vitest';
import { expectClose } from '../../../../testing/expect-tensor.js';
import { integers, uniform } from '../testing/uniform.js';
import { ItemEmbedding } from './item-embedding.js';
import { PositionEmbedding } from './position-embedding.js';
import { TiedItemScores } from './tied-item-scores-layer.js';

describe('PositionEmbedding', () => {
  it('counts from the end: the last slot always has the last row', () => {
    const layer = new PositionEmbedding({ maxLength: 3, seed: 1 });
    layer.apply(tf.zeros([1, 3, 2]));
    layer.setWeights([tf.tensor2d([1, 1, 2, 2, 3, 3], [3, 2])]);
    expectClose(layer.apply(tf.zeros([1, 2, 2])), tf.tensor3d([2, 2, 3, 3], [1, 2, 2]));
  });

  it('counts from the start where sequences are padded on the right: the first slot has the first row', () => {
    const layer = new PositionEmbedding({ maxLength: 3, countFrom: 'start', seed: 1 });
    layer.apply(tf.zeros([1, 3, 2]));
    layer.setWeights([tf.tensor2d([1, 1, 2, 2, 3, 3], [3, 2])]);
    expectClose(layer.apply(tf.zeros([1, 2, 2])), tf.tensor3d([1, 1, 2, 2], [1, 2, 2]));
    const again = new PositionEmbedding(layer.getConfig() as never);
    expect(again.countFrom).toBe('start');
    expect(() => layer.apply(tf.zeros([1, 4, 2]))).toThrow('cut it to its first 3 items');
  });

  it('saves no origin where it counts from the end, so that models saved before stay the same', () => {
    expect(new PositionEmbedding({ maxLength: 3, seed: 1 }).getConfig()).not.toHaveProperty(
      'countFrom',
    );
  });

  it('refuses a longer sequence, and names both lengths', () => {
    const layer = new PositionEmbedding({ name: 'positions', maxLength: 3, seed: 1 });
    expect(() => layer.apply(tf.zeros([1, 4, 2]))).toThrow(
      'positions: has 3 positions, got a sequence of 4; cut it to its last 3 items',
    );
  });
});

describe('ItemEmbedding with TiedItemScores', () => {
  /** ids -> embedding -> scores against the same table. */
  const tiedModel = () => {
    const ids = tfl.input({ shape: [null], dtype: 'int32' });
    const [embedded, table] = new ItemEmbedding({
      name: 'items',
      rows: 5,
      size: 3,
      seed: 1,
      stddev: 1,
    }).apply(ids);
    const scoring = new TiedItemScores({ name: 'scores' });
    const scores = scoring.apply([embedded, table]);
    return { model: tfl.model({ inputs: ids, outputs: scores }), scoring };
  };

  it('has one table, whose gradient comes from both uses', () => {
    const { model } = tiedModel();
    expect(model.weights.map(({ originalName }) => originalName)).toEqual([
      'items/table',
      'scores/bias',
    ]);
    const ids = tf.tensor2d([1, 2], [1, 2], 'int32');
    const variables = model.trainableWeights.map((weight) => weight.read() as tf.Variable);
    const { grads } = tf.variableGrads(() => tf.sum(model.apply(ids) as tf.Tensor), variables);
    // The sum of E[1] . E[w] + E[2] . E[w] over w: for each row E[1] + E[2], and for rows 1 and 2 the sum of rows.
    const table = variables[0] as tf.Variable;
    const used = tf.sum(tf.slice(table, [1, 0], [2, 3]), 0);
    const looked = tf.mul(tf.tensor2d([0, 1, 1, 0, 0], [5, 1]), tf.sum(table, 0));
    expectClose(grads[table.name] as tf.Tensor, tf.add(looked, used));
  });

  it('scales the looked-up vectors but not the table, and scores without a bias if `useBias` is false', () => {
    const ids = tf.tensor2d([2, 0], [1, 2], 'int32');
    const layer = new ItemEmbedding({ rows: 3, size: 2, scale: 10, seed: 1 });
    layer.apply(ids);
    layer.setWeights([tf.tensor2d([1, 2, 3, 4, 5, 6], [3, 2])]);
    const [items, table] = layer.apply(ids);
    expectClose(items, tf.tensor3d([50, 60, 10, 20], [1, 2, 2]));
    expectClose(table, tf.tensor2d([1, 2, 3, 4, 5, 6], [3, 2]));
    const scoring = new TiedItemScores({ useBias: false });
    expectClose(
      scoring.apply([items, table]),
      tf.tensor3d([170, 390, 610, 50, 110, 170], [1, 2, 3]),
    );
    expect(scoring.weights).toEqual([]);
  });

  it('stays tied after saving and loading', async () => {
    const { model } = tiedModel();
    let artifacts: tf.io.ModelArtifacts = {};
    await model.save(
      tf.io.withSaveHandler(async (saved) => {
        artifacts = saved;
        return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' } };
      }),
    );
    const loaded = await tfl.loadLayersModel(tf.io.fromMemory(artifacts));
    expect(loaded.weights.map(({ originalName }) => originalName)).toEqual([
      'items/table',
      'scores/bias',
    ]);
    const ids = integers('ids', [2, 4], 5);
    // Doubling the one table makes products four times as large.
    const [table, bias] = loaded.getWeights() as [tf.Tensor, tf.Tensor];
    loaded.setWeights([tf.mul(table, 2), bias]);
    expectClose(loaded.apply(ids) as tf.Tensor, tf.mul(model.apply(ids) as tf.Tensor, 4));
  });

  it('keeps its table when a model frees used tensors', () => {
    const { model } = tiedModel();
    const ids = integers('ids', [2, 4], 5);
    const once = model.apply(ids) as tf.Tensor;
    expectClose(model.apply(ids) as tf.Tensor, once);
    expectClose(model.predict(ids) as tf.Tensor, once);
  });

  it('gives the same loss fused and from the scores', () => {
    const { scoring } = tiedModel();
    const hidden = uniform('hidden', [4, 3]);
    const table = uniform('table', [5, 3]);
    const labels = integers('labels', [4], 5);
    const weights = tf.tensor1d([1, 0, 1, 2]);
    const inputs = { hidden, table, itemCount: 5, labels, weights };
    const fused = scoring.itemLoss({ kind: 'softmax' }, inputs);
    const scores = scoring.apply([hidden, table]);
    const picked = tf.sum(tf.mul(tf.logSoftmax(scores), tf.oneHot(labels as tf.Tensor1D, 5)), -1);
    expectClose(fused, tf.neg(tf.sum(tf.mul(picked, weights))));
  });
});
