import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { openSource, prepareDataset, splitSequences, trainingBatches } from './index.js';

describe('README', () => {
  it('shows what its example gives', async () => {
    const path = fileURLToPath(new URL('../../../datasets/movielens-small', import.meta.url));
    const { sequences, catalogue } = await prepareDataset(await openSource({ path }));
    const { train, test } = splitSequences(sequences, { kind: 'leave-one-out' });
    const batches = trainingBatches(train, {
      objective: { kind: 'cloze', maskProbability: 0.2, maxPredictions: 40, lastItemShare: 0.1 },
      itemCount: catalogue.itemCount,
      maxLength: 200,
      batchSize: 128,
      seed: 1,
    });
    const { ids, positions, labels, weights } = batches.batch(0, 3);
    const asked = [test.history(0), test.targets(0)];

    expect(ids.length % 128).toBe(0);
    expect([positions.length, labels.length]).toEqual([weights.length, weights.length]);
    expect(asked.map((items) => items?.length)).toEqual([19, 1]);
  });
});
