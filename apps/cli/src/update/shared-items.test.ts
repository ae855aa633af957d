import '@tensorflow/tfjs-backend-cpu';
import { models } from '@org/models';
import { type EvaluationSet, type Scorer, tableRows } from '@org/seqrec-data';
import { modelScorer } from '@org/sequence-model';
import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { earlierScorer, rankingOnly, withTargets } from './shared-items.js';

test('only admitted targets are left, of the users who have one', () => {
  const targets = [Int32Array.of(1, 2), Int32Array.of(2), Int32Array.of(3, 2, 1)];
  const set: EvaluationSet = {
    size: 3,
    user: (i) => 10 + i,
    history: (i) => ({ items: Int32Array.of(5 + i) }),
    targets: (i) => targets[i] as Int32Array,
  };
  const odd = withTargets(set, (item) => item % 2 === 1);
  expect([0, 1].map((i) => [odd.user(i), ...odd.history(i).items, ...odd.targets(i)])).toEqual([
    [10, 5, 1],
    [12, 7, 3, 1],
  ]);
  expect(odd.size).toBe(2);
});

test('items that are not admitted have no score, in any row', async () => {
  const scorer: Scorer = {
    name: 'given',
    score: async () => ({ rows: 2, width: 4, data: Float32Array.of(0, 1, 2, 3, 4, 5, 6, 7) }),
  };
  const { rows, width, data } = await rankingOnly(scorer, (item) => item === 2).score([]);
  const none = Number.NEGATIVE_INFINITY;
  expect([rows, width, ...data]).toEqual([2, 4, none, none, 2, none, none, none, 6, none]);
});

test('an earlier model reads and scores the items that it knows, and has no score for others', async () => {
  await tf.setBackend('cpu');
  const size = { maxLength: 4, hiddenSize: 4, layers: 1, heads: 1, stddev: 0.5, seed: 1 };
  const model = await models.sasrec.build({ ...size, itemCount: 3 });
  const popularity = Float64Array.of(0, 10, 30, 20);
  // The new model knows the items 3, 1 and 2 of the earlier one, and items 2 and 5, which are new.
  const known = Int32Array.of(0, 3, 0, 1, 2, 0);
  const earlier = earlierScorer({ model, popularity }, known);
  const inOwn = await modelScorer(model).score([{ items: Int32Array.of(1, 3) }]);
  const { rows, width, data } = await earlier.score([
    { items: Int32Array.of(2, 3, 5, 1), timestamps: Float64Array.of(1, 2, 3, 4) },
    { items: Int32Array.of(2, 5) },
  ]);
  expect([rows, width]).toEqual([2, tableRows(5)]);
  const none = Number.NEGATIVE_INFINITY;
  const [, one, two, three] = inOwn.data;
  const read = [none, three, none, one, two, none, none];
  read.forEach((score, item) => {
    expect(data[item]).toBeCloseTo(score as number, 5);
  });
  // It knows nothing of the other history, so it answers by popularity.
  expect([...data.subarray(width)]).toEqual([none, 20, none, 10, 30, none, none]);
});
