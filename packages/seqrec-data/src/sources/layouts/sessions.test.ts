import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { encodeExample, fixedLen, ragged, writeExamples, writeRecords } from '@org/tfrecord';
import { describe, expect, it } from 'vitest';
import { collect, gatherBadRows } from '../../testing/collect.js';
import { temporaryDirectory } from '../../testing/temporary-directory.js';
import { openSource } from '../open-source.js';

const root = temporaryDirectory();

const SPEC = {
  userIndex: fixedLen([], 'int64'),
  movieIndices: ragged('int64'),
  timestamps: ragged('int64'),
};

const SESSIONS = [
  { userIndex: 0, movieIndices: [1, 0], timestamps: [5, 6] },
  { userIndex: 1, movieIndices: [], timestamps: [] },
  { userIndex: 0, movieIndices: [0], timestamps: [9] },
];

function directory(name: string): string {
  mkdirSync(join(root, name));
  return join(root, name);
}

describe('sessions in TFRecords', () => {
  it('give one interaction per movie, shards in order, titles beside', async () => {
    const path = directory('shards');
    writeFileSync(join(path, 'movie_title_by_index.json'), '{"0":"Toy Story","1":"Jumanji"}');
    await writeExamples(join(path, 's.tfrecord.gz'), SPEC, SESSIONS, { shards: 2 });
    const source = await openSource({ path });
    expect(source.format).toBe('sessions');
    expect(source.files).toHaveLength(3);
    // Records are dealt out in turn: the first and third are in the first shard.
    expect(await collect(source.interactions())).toEqual([
      { user: 0, item: 1, session: 1, timestamp: 5 },
      { user: 0, item: 0, session: 1, timestamp: 6 },
      { user: 0, item: 0, session: 2, timestamp: 9 },
    ]);
    expect(await collect(source.items?.() ?? [])).toEqual([
      { id: 0, title: 'Toy Story' },
      { id: 1, title: 'Jumanji' },
    ]);
  });

  it('may be files whose names look like patterns, with titles from elsewhere', async () => {
    const path = join(directory('[odd]'), 'a*.tfrecord');
    await writeExamples(path, SPEC, SESSIONS);
    writeFileSync(join(root, 'titles.json'), '["Toy Story"]');
    const source = await openSource({ path, items: join(root, 'titles.json') });
    let bytes = 0;
    const options = {
      onBytes: (more: number) => {
        bytes += more;
      },
    };
    expect(await collect(source.interactions(options))).toHaveLength(3);
    expect(bytes).toBe(readFileSync(path).length);
    expect(await collect(source.items?.() ?? [])).toEqual([{ id: 0, title: 'Toy Story' }]);
  });

  it('may come without timestamps', async () => {
    const path = join(directory('timeless'), 'a.tfrecord');
    await writeExamples(path, SPEC, [{ userIndex: 4, movieIndices: [3], timestamps: [] }]);
    const source = await openSource({ path });
    expect(await collect(source.interactions())).toEqual([{ user: 4, item: 3, session: 1 }]);
  });

  it('report records that are no sessions, by number', async () => {
    const path = join(directory('odd'), 'a.tfrecord');
    const int64 = (...values: number[]) => ({
      kind: 'int64' as const,
      values: BigInt64Array.from(values, BigInt),
    });
    await writeRecords(path, [
      encodeExample(
        new Map([
          ['userIndex', int64(1)],
          ['movieIndices', int64(2, 3)],
          ['timestamps', int64(4)],
        ]),
      ),
      encodeExample(new Map([['movieIndices', int64(2, 3)]])),
      encodeExample(
        new Map([
          ['userIndex', int64(1)],
          ['movieIndices', int64(2)],
        ]),
      ),
    ]);
    const { bad, options } = gatherBadRows();
    const source = await openSource({ path });
    expect(await collect(source.interactions(options))).toEqual([{ user: 1, item: 2, session: 3 }]);
    expect(bad).toEqual([
      '1: 2 movieIndices have 1 timestamps',
      expect.stringMatching(/^2: .*userIndex/),
    ]);
    await expect(collect(source.interactions())).rejects.toMatchObject({
      code: 'bad-row',
      line: 1,
    });
  });

  it('report damaged records, or fail with the file, record and byte', async () => {
    const path = join(directory('damaged'), 'a.tfrecord');
    await writeExamples(path, SPEC, SESSIONS);
    const bytes = readFileSync(path);
    // The second record follows 12 bytes of head, the first record and 4 bytes of checksum.
    const second = 12 + Number(bytes.readBigUInt64LE(0)) + 4;
    bytes.writeUInt8(bytes.readUInt8(second + 20) ^ 1, second + 20);
    writeFileSync(path, bytes);
    const source = await openSource({ path });
    const { bad, options } = gatherBadRows();
    expect(await collect(source.interactions(options))).toEqual([
      { user: 0, item: 1, session: 1, timestamp: 5 },
      { user: 0, item: 0, session: 1, timestamp: 6 },
      { user: 0, item: 0, session: 2, timestamp: 9 },
    ]);
    expect(bad).toEqual(['2: the record is damaged']);
    await expect(collect(source.interactions())).rejects.toMatchObject({
      code: 'bad-file',
      file: path,
      line: 2,
      message: expect.stringContaining(`${path}, record 1, byte ${second}`),
    });
  });

  it('are looked for by name', async () => {
    await expect(openSource({ path: root, format: 'sessions' })).rejects.toThrow(
      `${root} holds no *.tfrecord files`,
    );
  });
});
