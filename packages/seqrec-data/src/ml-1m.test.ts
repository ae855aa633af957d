import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { trainingBatches } from './batches/batches.js';
import { sequencesFromLists } from './dataset/sequences.js';
import { splitSequences } from './splits/split.js';

// The file of the SASRec and BERT4Rec authors, which may not be redistributed.
const folder = process.env.ORG_DATA;
if (folder === undefined) {
  console.warn('ml-1m.test.ts is skipped: set ORG_DATA to a folder that holds ml-1m/ml-1m.txt.gz');
}

describe.skipIf(folder === undefined)('MovieLens 1M as SASRec and BERT4Rec use it', () => {
  const lists: number[][] = [];
  if (folder !== undefined) {
    const text = gunzipSync(readFileSync(join(folder, 'ml-1m', 'ml-1m.txt.gz'))).toString();
    for (const line of text.trim().split('\n')) {
      const [user = 0, item = 0] = line.split(' ').map(Number);
      lists[user - 1] ??= [];
      lists[user - 1]?.push(item);
    }
  }
  const sequences = sequencesFromLists(lists);
  const split = splitSequences(sequences, { kind: 'leave-one-out' });

  it('holds out two items of each of 6,040 users for validation and test', () => {
    expect([split.validation.size, split.test.size]).toEqual([6040, 6040]);
    expect(split.train.items).toHaveLength(999_611 - 2 * 6040);
  });

  it('makes the same number of windows as BERT4Rec', () => {
    // BERT4Rec's range(n - 200, 0, -100) plus the start, counted without our code.
    let expected = 0;
    for (const list of lists) {
      const items = list.length - 2;
      expected += items <= 200 ? 1 : Math.ceil((items - 200) / 100) + 1;
    }
    const source = trainingBatches(split.train, {
      objective: { kind: 'cloze', maskProbability: 0.2, maxPredictions: 40, lastItemShare: 0.1 },
      itemCount: 3416,
      maxLength: 200,
      batchSize: 256,
      seed: 1,
      windowStride: 100,
    });
    expect(source.samplesPerEpoch).toBe(expected);
  });

  it('pads a tenth of the slots, while a single length pads a third', () => {
    const paddedShare = (buckets?: readonly number[]) => {
      const source = trainingBatches(split.train, {
        objective: { kind: 'next-item' },
        itemCount: 3416,
        maxLength: 200,
        batchSize: 128,
        seed: 1,
        ...(buckets && { buckets }),
      });
      let slots = 0;
      let items = 0;
      for (const { ids } of source.epoch(0)) {
        slots += ids.length;
        for (const id of ids) if (id > 0) items += 1;
      }
      return 1 - items / slots;
    };
    expect(paddedShare([200])).toBeGreaterThan(0.3);
    expect(paddedShare()).toBeLessThan(0.1);
  });
});
