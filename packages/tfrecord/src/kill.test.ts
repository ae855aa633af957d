import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { killAt } from '../../../testing/kill.js';
import { temporaryDirectory } from '../../../testing/temporary-directory.js';
import { readRecords, writeRecords } from './index.js';

const script = new URL('./testing/endless-writer.ts', import.meta.url);

it('after a kill each shard is whole, and the next writer removes what the killed one left', async () => {
  const root = temporaryDirectory('test');
  const shards = ['data-00000-of-00002.tfrecord', 'data-00001-of-00002.tfrecord'];
  for (const moment of [0, 5]) {
    await killAt(script, [root], { number: 2, moment });
    for (const shard of shards) {
      const rounds = new Set<string>();
      let records = 0;
      for await (const record of readRecords(join(root, shard))) {
        rounds.add(Buffer.from(record).toString());
        records += 1;
      }
      expect({ records, rounds: rounds.size }).toEqual({ records: 20_000, rounds: 1 });
    }
    await writeRecords(join(root, 'other.tfrecord'), []);
    expect(readdirSync(root).sort()).toEqual([...shards, 'other.tfrecord'].sort());
  }
});
