import '@tensorflow/tfjs-backend-cpu';
import { bert4rec } from '@org/bert4rec';
import { maskId, PAD } from '@org/seqrec-data';
import { modelScorer, type SequenceModel } from '@org/sequence-model';
import * as tf from '@tensorflow/tfjs-core';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { networkVariables } from './model-weights.js';
import { warmStart } from './warm-start.js';

const options = { maxLength: 6, hiddenSize: 4, layers: 1, heads: 2 };
const build = bert4rec.fromConfig;
/** Weights of training are nowhere 0, nor are biases. */
const trained = (itemCount: number, given = {}): SequenceModel => {
  const model = bert4rec({ ...options, itemCount, seed: 1, ...given });
  let place = 0;
  for (const { variable } of networkVariables(model.network)) {
    const values = Float32Array.from({ length: variable.size }, () => {
      place += 1;
      return Math.sin(place);
    });
    tf.tidy(() => variable.assign(tf.tensor(values, variable.shape)));
  }
  return model;
};

let tensors = 0;
const models: SequenceModel[] = [];
const kept = (model: SequenceModel) => {
  models.push(model);
  return model;
};
beforeEach(() => {
  tensors = tf.memory().numTensors;
});
afterEach(() => {
  for (const { network } of models.splice(0)) network.dispose();
  expect(tf.memory().numTensors).toBe(tensors);
});

const scores = async (model: SequenceModel, items: number[]) =>
  (await modelScorer(model).score([{ items: Int32Array.from(items) }])).data;

test.each([
  ['more items, the known ones moved', 4, [0, 2, 0, 1, 4, 0, 3]],
  ['as many, of which one is new and one is gone', 4, [0, 3, 0, 2, 1]],
  ['fewer items', 4, [0, 4, 1]],
  // A table of 6 rows beside 6 positions: shapes alone do not tell them apart.
  ['as many rows as positions', 4, [0, 4, 3, 2, 1]],
])('with %s, the known ones score as they did', async (_, itemCount, places) => {
  const known = Int32Array.from(places);
  const from = kept(trained(itemCount));
  const model = kept(bert4rec({ ...options, itemCount: known.length - 1, seed: 2 }));
  await warmStart(model, { from, known, build });
  const indexOf = (earlier: number) => known.indexOf(earlier);
  const history = [...known].filter((index) => index > 0);
  const before = await scores(from, history);
  const after = await scores(model, history.map(indexOf));
  for (const earlier of history) {
    expect(after[indexOf(earlier)]).toBeCloseTo(before[earlier] as number, 6);
  }
  expect(after[PAD]).toBeCloseTo(before[PAD] as number, 6);
  expect(after[maskId(known.length - 1)]).toBeCloseTo(before[maskId(itemCount)] as number, 6);
});

test('a new item starts as the average item, by the mean of all known rows and biases', async () => {
  const from = kept(trained(3));
  const model = kept(bert4rec({ ...options, itemCount: 4, seed: 2 }));
  await warmStart(model, { from, known: Int32Array.of(0, 1, 2, 3, 0), build });
  const row = (of: SequenceModel, item: number) =>
    tf.tidy(() => Array.from(tf.slice(of.itemTable(), [item, 0], [1, 4]).dataSync()));
  const rows = [1, 2, 3].map((item) => row(from, item));
  const mean = [0, 1, 2, 3].map(
    (column) => rows.reduce((sum, values) => sum + (values[column] as number), 0) / 3,
  );
  row(model, 4).forEach((value, column) => {
    expect(value).toBeCloseTo(mean[column] as number, 6);
  });
  // Scores are linear in row and bias.
  const after = await scores(model, [2, 1]);
  expect(after[4]).toBeCloseTo(((after[1] ?? 0) + (after[2] ?? 0) + (after[3] ?? 0)) / 3, 5);
});

test.each([
  ['another maximal length', { maxLength: 5 }, 'maxLength is 5, was 6'],
  ['another width', { hiddenSize: 6 }, 'hiddenSize is 6, was 4'],
  ['another number of heads', { heads: 1 }, 'heads is 1, was 2'],
])('%s is refused, and nothing changes', async (_, given, difference) => {
  const from = kept(trained(3));
  const model = kept(bert4rec({ ...options, itemCount: 3, seed: 2, ...given }));
  const before = await scores(model, [1, 2]);
  const starting = warmStart(model, { from, known: Int32Array.of(0, 1, 2, 3), build });
  await expect(starting).rejects.toMatchObject({
    code: 'invalid-option',
    message: expect.stringContaining(difference),
  });
  expect(await scores(model, [1, 2])).toEqual(before);
});

test('items of which the earlier model knows none are refused', async () => {
  const from = kept(trained(3));
  const model = kept(bert4rec({ ...options, itemCount: 2, seed: 2 }));
  const starting = warmStart(model, { from, known: Int32Array.of(0, 0, 0), build });
  await expect(starting).rejects.toThrow('the earlier model knows none of the 2 items');
});
