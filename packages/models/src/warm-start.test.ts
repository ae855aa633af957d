import { fileURLToPath } from 'node:url';
import {
  openSource,
  prepareDataset,
  sequenceOf,
  sequencesFromLists,
  splitSequences,
  trainingBatches,
} from '@org/seqrec-data';
import type { SequenceModel } from '@org/sequence-model';
import { compilePieces } from '@org/tfjs-onnx';
import { train, warmStart } from '@org/training';
import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { models } from './registry.js';

const sample = fileURLToPath(new URL('../../../datasets/movielens-small', import.meta.url));
const size = { maxLength: 30, hiddenSize: 32, layers: 1, heads: 1, dropout: 0.2, seed: 1 };
const { build, definition } = models.sasrec;

/** Trains on all but the newest item of each user, which validates each epoch; gives NDCG@10 by epoch. */
async function ndcgByEpoch(model: SequenceModel, lists: readonly number[][], epochs: number) {
  const split = splitSequences(sequencesFromLists(lists), {
    ...{ kind: 'leave-last-n', validation: 1, test: 0 },
  });
  const batches = trainingBatches(split.train, {
    ...{ itemCount: model.itemCount, maxLength: size.maxLength, batchSize: 32, seed: 1 },
    objective: definition.objective.objective({}, size.maxLength),
    windowStride: 'newest',
  });
  const values: number[] = [];
  const learningRate = { kind: 'constant', rate: 0.003 } as const;
  const validation = { set: split.validation, ks: [10] };
  const given = { model, batches, epochs, seed: 1, learningRate, validation };
  for await (const event of train({ ...given, stepRunner: compilePieces })) {
    if (event.type === 'evaluation') values.push(event.value);
  }
  return values;
}

test('on the newest fifth of the sample, one epoch from the last model is better than four from the start', async () => {
  await tf.setBackend('onnx');
  const filters = { core: { users: 5, items: 15 } };
  const { sequences } = await prepareDataset(await openSource({ path: sample }), { filters });
  const all = sequences.userIds.map((_, user) => [...sequenceOf(sequences, user)].slice(-60));
  const earlier = all.map((items) => items.slice(0, Math.floor(0.8 * items.length)));

  // The last model knows the items of the earlier events alone, in an order of its own.
  const met = [...new Set(earlier.flat())];
  const indexOf = new Map(met.map((item, place) => [item, place + 1]));
  const inOwnIndices = earlier.map((items) => items.map((item) => indexOf.get(item) ?? 0));
  const from = await build({ ...size, itemCount: met.length });
  await ndcgByEpoch(from, inOwnIndices, 8);

  const itemCount = Math.max(...all.flat());
  expect(itemCount).toBeGreaterThan(met.length);
  const known = Int32Array.from({ length: itemCount + 1 }, (_, item) => indexOf.get(item) ?? 0);
  const warm = await build({ ...size, itemCount, seed: 2 });
  await warmStart(warm, { from, known, build });
  const [first = 0] = await ndcgByEpoch(warm, all, 1);
  const cold = await ndcgByEpoch(await build({ ...size, itemCount, seed: 2 }), all, 4);
  console.info(
    `NDCG@10 after one epoch from the last model ${first.toFixed(4)}, after 1 to 4 from the start ${cold.map((value) => value.toFixed(4)).join(', ')}`,
  );
  expect(first).toBeGreaterThan(Math.max(...cold));
}, 300_000);
