import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { decodeExample } from './example.js';
import { fixedLen, ragged } from './feature-spec.js';
import { readExamples } from './node-reader.js';
import { decodeSequenceExample } from './sequence-example.js';
import { readAll } from './testing/record-bytes.js';

const session = {
  userIndex: fixedLen([], 'int64'),
  movieIndices: ragged('int64'),
  timestamps: ragged('int64'),
};

describe('the shipped MovieLens sessions', () => {
  const directory = fileURLToPath(new URL('../../../datasets/movielens-small/', import.meta.url));

  it('are 671 sessions of 100,004 events in the order of time, with a title for each movie', async () => {
    const titles = JSON.parse(
      await readFile(join(directory, 'movie_title_by_index.json'), 'utf8'),
    ) as Record<string, string>;
    const users = new Set<number>();
    const movies = new Set<number>();
    let events = 0;
    for await (const row of readExamples(`${directory}/sessions-*.tfrecord`, session)) {
      users.add(row.userIndex);
      events += row.movieIndices.length;
      for (const movie of row.movieIndices) movies.add(movie);
      expect(row.timestamps).toHaveLength(row.movieIndices.length);
      expect(row.timestamps).toEqual([...row.timestamps].sort((a, b) => a - b));
    }
    expect({ users: users.size, events, movies: movies.size }).toEqual({
      users: 671,
      events: 100_004,
      movies: 9066,
    });
    expect(Math.max(...users)).toBe(670);
    expect(Object.keys(titles)).toEqual(Array.from({ length: 9066 }, (_, index) => String(index)));
    expect(titles['0']).toBe('Toy Story (1995)');
  });
});

// We may not redistribute these files. The variable names their directory.
const data = process.env.ORG_DATA ?? '';
const isThere = data !== '' && existsSync(join(data, 'sessions-ml1m'));
if (!isThere) console.info('skipped: ORG_DATA names no directory with sessions-ml1m and tfrecord');

describe.skipIf(!isThere)('files that TensorFlow and TFX wrote', () => {
  it('sessions-ml1m decodes exactly, plain and gzip', async () => {
    const expected = gunzipSync(await readFile(join(data, 'sessions-ml1m/expected.jsonl.gz')))
      .toString()
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as unknown);
    const rows: unknown[] = [];
    const files = ['data-0.tfrecord', 'data-1.tfrecord.gz'].map((name) =>
      join(data, 'sessions-ml1m', name),
    );
    for await (const row of readExamples(files, session)) rows.push(row);
    expect(rows).toHaveLength(400);
    expect(rows).toEqual(expected);
  });

  it.each([
    ['tfx_penguin_eval', 100],
    ['tfx_next_page_prediction', 100],
  ])('%s decodes as %d examples', async (name, count) => {
    const { records } = await readAll(join(data, 'tfrecord', `${name}.tfrecord.gz`));
    expect(records).toHaveLength(count);
    const names = records.map((record) => [...decodeExample(record).keys()].sort().join());
    expect(new Set(names).size).toBe(1);
  });

  it('tfx_sequence_example_eval decodes as 4,500 sequence examples', async () => {
    const { records } = await readAll(join(data, 'tfrecord/tfx_sequence_example_eval.tfrecord.gz'));
    expect(records).toHaveLength(4500);
    const { context, featureLists } = decodeSequenceExample(records[0] ?? new Uint8Array(0));
    expect([...context.keys()]).toEqual(['i', 'f']);
    expect(
      [...(featureLists.get('s') ?? [])].map(({ kind, values }) => [kind, values.length]),
    ).toEqual([
      ['bytes', 1],
      ['bytes', 1],
    ]);
  });
});
