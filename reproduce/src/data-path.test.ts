import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { openSource, prepareDataset, splitSequences } from '@org/seqrec-data';
import { describe, expect, it } from 'vitest';
import { dataSets } from './data-set.js';
import { timedMl1m } from './timed-ml-1m.js';

// The data sets of the publications. We may not redistribute them.
const folder = process.env.ORG_DATA;
if (folder === undefined) {
  console.warn('data-path.test.ts is skipped: set ORG_DATA to a folder that holds the data sets');
}

describe.skipIf(folder === undefined)('the data as the program reads it', () => {
  const open = async (name: 'ml-1m' | 'beauty') => {
    const { file, format } = dataSets[name];
    return prepareDataset(await openSource({ path: join(folder ?? '', file), format }));
  };

  it('has the counts of the publications', async () => {
    for (const name of ['ml-1m', 'beauty'] as const) {
      const { counts } = (await open(name)).manifest;
      expect(counts).toMatchObject(dataSets[name].counts);
    }
  });

  it('has the same events in the same order, with times that never fall, where a row reads times', async () => {
    const path = await timedMl1m(join(folder ?? '', dataSets['ml-1m-times'].file));
    const timed = await prepareDataset(
      await openSource({ path, format: dataSets['ml-1m-times'].format, ids: 'integer' }),
    );
    const plain = await open('ml-1m');
    const idsOf = ({ sequences, catalogue }: typeof plain) =>
      Array.from(sequences.items, (item) => Number(catalogue.item(item).id));
    expect(idsOf(timed)).toEqual(idsOf(plain));
    const { offsets, timestamps = [] } = timed.sequences;
    for (let user = 0; user + 1 < offsets.length; user += 1) {
      for (let event = (offsets[user] ?? 0) + 1; event < (offsets[user + 1] ?? 0); event += 1) {
        expect(Number(timestamps[event])).toBeGreaterThanOrEqual(Number(timestamps[event - 1]));
      }
    }
  }, 60_000);

  it("holds out what SASRec's own partition holds out", async () => {
    const { sequences, catalogue } = await open('ml-1m');
    const split = splitSequences(sequences, { kind: 'leave-one-out' });
    const ids = (items: Int32Array) => Array.from(items, (item) => Number(catalogue.item(item).id));

    // As in data_partition of kang205/SASRec: the last item tests, the item before validates, the rest trains.
    const lines = gunzipSync(readFileSync(join(folder ?? '', dataSets['ml-1m'].file)))
      .toString()
      .trim()
      .split('\n');
    const byUser = new Map<number, number[]>();
    for (const line of lines) {
      const [user = 0, item = 0] = line.split(' ').map(Number);
      byUser.set(user, [...(byUser.get(user) ?? []), item]);
    }
    expect(split.test.size).toBe(byUser.size);
    for (let i = 0; i < split.test.size; i += 1) {
      const items = byUser.get(Number(sequences.userIds[split.test.user(i)])) ?? [];
      expect(ids(split.test.targets(i))).toEqual(items.slice(-1));
      // The history now includes the validation item, so the ranking leaves this item out too.
      expect(ids(split.test.history(i).items)).toEqual(items.slice(0, -1));
      expect(ids(split.validation.targets(i))).toEqual(items.slice(-2, -1));
      expect(ids(split.validation.history(i).items)).toEqual(items.slice(0, -2));
    }
    expect(split.train.items).toHaveLength(999_611 - 2 * 6040);
  });
});
