import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { encodeSequenceExample } from '@org/tfrecord';
import { describe, expect, it } from 'vitest';
import { temporaryDirectory } from '../../../../../testing/temporary-directory.js';
import { collect, gatherBadRows } from '../../testing/collect.js';
import { example, featureOf, type TestValues, writeRecordFile } from '../../testing/record-file.js';
import type { Interaction } from '../interaction.js';
import { openSource, type SourceOptions } from '../open-source.js';

const root = temporaryDirectory();
let files = 0;

/** A new file of these records. */
async function fileOf(
  ...records: readonly (Uint8Array | Readonly<Record<string, TestValues>>)[]
): Promise<string> {
  files += 1;
  const path = join(root, `${files}.tfrecord`);
  await writeRecordFile(
    path,
    records.map((record) => (record instanceof Uint8Array ? record : example(record))),
  );
  return path;
}

async function read(path: string, options: Partial<SourceOptions> = {}): Promise<Interaction[]> {
  return collect((await openSource({ path, ...options })).interactions());
}

/** The interactions, and the records that cannot be used. */
async function readLeniently(
  path: string,
  options: Partial<SourceOptions> = {},
): Promise<{ events: Interaction[]; bad: string[] }> {
  const { bad, options: reading } = gatherBadRows();
  const source = await openSource({ path, ...options });
  return { events: await collect(source.interactions(reading)), bad };
}

const big = 2n ** 53n + 1n;

describe('the features of a record', () => {
  it('are found by usual names in any order, one interaction a record', async () => {
    const path = await fileOf(
      { user_id: [3n], movie_id: [7n], rating: [4n], timestamp: [100n], gender: ['M'] },
      { timestamp: [90n], gender: ['F'], movie_id: [8n], user_id: [3n], rating: [5n] },
    );
    expect(await read(path)).toEqual([
      { user: 3, item: 7, timestamp: 100, value: 4 },
      { user: 3, item: 8, timestamp: 90, value: 5 },
    ]);
  });

  it('are those that are named, with texts, floats, flags and sessions', async () => {
    const path = await fileOf(
      { who: ['ann'], basket: ['tea', 'milk'], stars: [4.5, 0.5], hated: [0n, 1n], visit: [2n] },
      { who: ['bo'], basket: ['7'], stars: [], visit: [2n] },
    );
    const columns = { user: 'who', item: 'basket', value: 'stars', disliked: 'hated' };
    expect(await read(path, { columns: { ...columns, session: 'visit' } })).toEqual([
      { user: 'ann', item: 'tea', value: 4.5, session: 2 },
      { user: 'ann', item: 'milk', value: 0.5, session: 2, disliked: true },
      { user: 'bo', item: '7', session: 2 },
    ]);
  });

  it('may be those of a tf.SequenceExample, one step per event', async () => {
    const sequence = encodeSequenceExample({
      context: new Map([['user_id', featureOf([big])]]),
      featureLists: new Map([
        ['item_id', [featureOf(['tea']), featureOf(['milk'])]],
        ['timestamp', [featureOf([5n]), featureOf([6n])]],
      ]),
    });
    const path = await fileOf(sequence);
    await expect(read(path)).rejects.toThrow('user_id is beyond 2^53');
    expect(await read(path, { ids: 'string' })).toEqual([
      { user: String(big), item: 'tea', timestamp: 5, session: 1 },
      { user: String(big), item: 'milk', timestamp: 6, session: 1 },
    ]);
  });

  it('are listed if none has a usual name, or if the named one is missing', async () => {
    const path = await fileOf({ label: ['a'], cur_page: ['b'] }, { extra: [1n] });
    await expect(read(path)).rejects.toMatchObject({
      code: 'bad-file',
      message: `${path}: no feature has a usual name of the user; the features are "cur_page", "extra", "label"; name it with columns.user: 'NAME'`,
    });
    await expect(read(path, { columns: { user: 'page' } })).rejects.toThrow(
      'no feature "page"; the features are',
    );
  });

  it.each([
    [
      { user: [1.5], item: [1n] },
      'feature "user" holds floats of 32 bits, but an id is an integer or a text',
    ],
    [
      { user: [1n], item: [1n], rating: ['good'] },
      'feature "rating" holds texts, but a value is a number',
    ],
    [
      { user: [1n], item: [1n], time: [1.5] },
      'feature "time" holds floats of 32 bits, but a time is',
    ],
  ] as const)('of %o are refused for their type', async (features, sentence) => {
    await expect(read(await fileOf(features))).rejects.toThrow(sentence);
  });

  it('read with dates as texts give milliseconds', async () => {
    const path = await fileOf({ user: [1n], item: [2n], time: ['2024-01-01'] });
    await expect(read(path)).rejects.toThrow("timestamps: 'date'");
    expect(await read(path, { timestamps: 'date' })).toEqual([
      { user: 1, item: 2, timestamp: Date.UTC(2024, 0, 1) },
    ]);
  });
});

describe('integers beyond 2^53', () => {
  const list = (user: bigint, item: bigint, time: bigint) => ({
    userIndex: [user],
    movieIndices: [3n, item],
    timestamps: [1n, time],
  });

  it('are ids as texts, to the last digit, or an error that says so', async () => {
    const path = await fileOf(list(1n, 4n, 2n), list(big, -big, 2n), list(2n ** 63n - 1n, 4n, 3n));
    await expect(read(path)).rejects.toMatchObject({
      code: 'bad-row',
      line: 2,
      message: `${path}, record 2: movieIndices is beyond 2^53, where numbers are rounded to others: -9007199254740993; read ids as texts with ids: 'string'`,
    });
    const events = await read(path, { ids: 'string' });
    expect(events.map(({ user, item }) => `${user} ${item}`)).toEqual([
      '1 3',
      '1 4',
      '9007199254740993 3',
      '9007199254740993 -9007199254740993',
      '9223372036854775807 3',
      '9223372036854775807 4',
    ]);
  });

  it('are refused as times, for any type of ids', async () => {
    const path = await fileOf(list(1n, 4n, 1_700_000_000_123_456_789n));
    for (const ids of ['string', undefined] as const) {
      await expect(read(path, { ids })).rejects.toThrow(
        `${path}, record 1: timestamps is beyond 2^53, where numbers are rounded to others: 1700000000123456789; give times in a larger unit`,
      );
    }
  });
});

describe('a record that cannot be used', () => {
  const sound = { userIndex: [1n], movieIndices: [2n, 3n], timestamps: [4n, 5n] };

  it.each<[string, Uint8Array | Readonly<Record<string, TestValues>>, string]>([
    [
      'without times',
      { userIndex: [1n], movieIndices: [2n] },
      'it has no timestamps, and other records have',
    ],
    ['with too few times', { ...sound, timestamps: [4n] }, 'timestamps holds 1 value for 2 items'],
    [
      'with times and no items',
      { ...sound, movieIndices: [] },
      'timestamps holds 2 values for 0 items',
    ],
    ['without a user', { ...sound, userIndex: [] }, 'userIndex is missing'],
    [
      'with two users',
      { ...sound, userIndex: [1n, 2n] },
      'userIndex holds 2 values, but a record has one',
    ],
    [
      'of another type',
      { ...sound, userIndex: ['ann'] },
      "feature 'userIndex' holds bytes values, expected int64",
    ],
    ['of no bytes', new Uint8Array(0), 'userIndex is missing'],
    [
      'of other bytes',
      Uint8Array.of(255, 255),
      'the record is not a valid message: a varint is cut off',
    ],
    [
      'with a rating that is not a number',
      { ...sound, ratings: [1, Number.NaN] },
      'ratings 2 of 2 is not a number: NaN',
    ],
    [
      'with an infinite rating',
      { ...sound, ratings: [Infinity, 1] },
      'ratings 1 of 2 is not a number: Infinity',
    ],
    [
      'with too many ratings',
      { ...sound, ratings: [1, 2, 3] },
      'ratings holds 3 values for 2 items',
    ],
  ])('%s is an error with its number, or left out', async (_, record, reason) => {
    const path = await fileOf({ ...sound, ratings: [1, 2] }, record, sound);
    const place = `${path}, record 2: ${reason}`;
    await expect(read(path)).rejects.toMatchObject({
      code: 'bad-row',
      message: `${place}; leave such records out with onBadRow: 'skip'`,
    });
    const { events, bad } = await readLeniently(path);
    expect(bad).toEqual([`2: ${reason}`]);
    expect(events).toHaveLength(4);
  });

  it('is each record without times, even if the first is one', async () => {
    const timeless = { userIndex: [1n], movieIndices: [2n] };
    const { events, bad } = await readLeniently(await fileOf(timeless, sound, timeless));
    expect(events).toHaveLength(2);
    expect(bad.map((row) => row.slice(0, 1))).toEqual(['1', '3']);
  });

  it('is a record with times after a thousand without', async () => {
    const timeless = Array.from({ length: 1000 }, () => ({
      userIndex: [1n],
      movieIndices: [2n, 3n],
    }));
    const { events, bad } = await readLeniently(await fileOf(...timeless, sound));
    expect(events).toHaveLength(2000);
    expect(bad).toEqual(['1001: it has timestamps, and the first records have none']);
  });
});

describe('the files of a directory', () => {
  const record = { userIndex: [1n], movieIndices: [2n, 3n] };

  it.each([
    ['a.tfrec'],
    ['a.tfrecords'],
    ['a.tfrecord.gz'],
    ['part-00000'],
    ['part-r-00003.gz'],
    ['part-00000-of-00005'],
    ['events-00000-of-00005.gz'],
    ['events.tfrecord-00000-of-00005'],
    ['year=2024/a.tfrecord'],
    ['train/shards/b-00001-of-00002'],
  ])('are recognized by the name %s', async (name) => {
    files += 1;
    const path = join(root, `directory-${files}`);
    await writeRecordFile(join(path, name), [example(record)]);
    writeFileSync(join(path, '_SUCCESS'), '');
    writeFileSync(join(path, 'readme.txt'), 'not records');
    for (const format of ['sessions', undefined] as const) {
      expect(await read(path, { format })).toHaveLength(2);
    }
  });

  it('come in the order of their paths, hidden ones left out', async () => {
    const path = join(root, 'ordered');
    for (const name of ['b/a.tfrecord', 'a.tfrecord', 'b/.hidden.tfrecord', '_old/a.tfrecord']) {
      await writeRecordFile(join(path, name), [
        example({ ...record, userIndex: [BigInt(name.length)] }),
      ]);
    }
    const events = await read(path);
    expect(events.map(({ user }) => user)).toEqual([10, 10, 12, 12]);
  });

  it('are detected by their content if the name does not show the format', async () => {
    files += 1;
    const path = join(root, `sessions-${files}.bin.gz`);
    await writeRecordFile(path, [example(record)]);
    expect((await openSource({ path })).format).toBe('sessions');
  });

  it('are refused if they have two formats', async () => {
    const path = join(root, 'two');
    await writeRecordFile(join(path, 'a/a.tfrecord'), [example(record)]);
    writeFileSync(join(path, 'a.parquet'), '');
    await expect(openSource({ path })).rejects.toMatchObject({
      code: 'unknown-format',
      message: `${path} holds data of several formats; choose with format: 'sessions' or format: 'parquet', or give the path of a file`,
    });
  });
});
