import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fixedLen, ragged, writeExamples } from '@org/tfrecord';
import { describe, expect, it } from 'vitest';
import { temporaryDirectory } from '../../../../../testing/temporary-directory.js';
import { collect } from '../../testing/collect.js';
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
  it('give one interaction per movie, with shards in order and titles beside', async () => {
    const path = directory('shards');
    writeFileSync(join(path, 'movie_title_by_index.json'), '{"0":"Toy Story","1":"Jumanji"}');
    await writeExamples(join(path, 's.tfrecord.gz'), SPEC, SESSIONS, { shards: 2 });
    const source = await openSource({ path });
    expect(source.format).toBe('sessions');
    expect(source.files).toHaveLength(3);
    // Records are distributed in turn: the first and third are in the first shard.
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

  it('are found by name', async () => {
    const path = directory('none');
    writeFileSync(join(path, 'readme.txt'), '');
    await expect(openSource({ path, format: 'sessions' })).rejects.toThrow(
      `${path} holds no TFRecord files, by their names: *.tfrecord, `,
    );
  });
});
