import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { temporaryDirectory } from '../../../testing/temporary-directory.js';
import { readDataset } from './dataset/read-dataset.js';
import { sequenceOf } from './dataset/sequences.js';
import { datasetStatistics } from './dataset/statistics.js';
import { writeDataset } from './dataset/write-dataset.js';
import { prepareDataset } from './preparation/prepare-dataset.js';
import { openSource } from './sources/open-source.js';
import { collect } from './testing/collect.js';
import { writeFiles } from './testing/write-files.js';

// Most of these data may not be redistributed.
const folder = process.env.ORG_DATA ?? '';
if (folder === '') {
  console.warn('real-data.test.ts is skipped: set ORG_DATA to a folder with the public data sets');
}
const data = (...parts: string[]): string => join(folder, ...parts);
const textOf = (...parts: string[]): string => gunzipSync(readFileSync(data(...parts))).toString();

describe.skipIf(folder === '')('real data', () => {
  const scratch = temporaryDirectory();

  it('ml-1m.txt has the counts of the papers, and reads back the same from its artifact', async () => {
    const source = await openSource({ path: data('ml-1m', 'ml-1m.txt.gz') });
    const dataset = await prepareDataset(source);
    expect(source.format).toBe('sasrec');
    expect(dataset.manifest.counts).toMatchObject({
      users: 6040,
      items: 3416,
      interactions: 999_611,
    });
    expect(datasetStatistics(dataset)).toMatchObject({
      // The papers report a mean of 165.50 and a density of 4.84 %.
      density: expect.closeTo(0.0484, 4),
      repeats: 0,
      sequenceLength: { mean: expect.closeTo(165.5, 1), min: 18 },
    });
    await writeDataset(join(scratch, 'ml-1m'), dataset);
    const read = await readDataset(join(scratch, 'ml-1m'));
    // Not toEqual, which is slow for a million numbers.
    const bytes = (array: Int32Array) =>
      Buffer.from(array.buffer, array.byteOffset, array.byteLength);
    const { items, offsets } = dataset.sequences;
    expect(bytes(read.sequences.items).equals(bytes(items))).toBe(true);
    expect(bytes(read.sequences.offsets).equals(bytes(offsets))).toBe(true);
  });

  it('ratings of ML-1M, five-core, become exactly the sequences of ml-1m.txt', async () => {
    const ratings = textOf('ml-1m', 'ratings_full.csv.gz');
    // The original layout. For all rows, only the order of the times is known.
    const lines = ratings
      .trim()
      .split('\n')
      .slice(1)
      .map((line) => {
        const [user, movie, rating, , position] = line.split(',');
        return `${user}::${movie}::${rating}::${position}\n`;
      });
    const path = writeFiles(scratch, {
      'dat/ratings.dat': lines.join(''),
      'dat/movies.dat': readFileSync(data('ml-1m', 'movies.dat')),
      'dat/users.dat': readFileSync(data('ml-1m', 'users.dat')),
    });
    const source = await openSource({ path: join(path, '..') });
    expect(source.format).toBe('movielens-1m');
    const whole = await prepareDataset(source);
    expect(whole.manifest.counts).toMatchObject({
      users: 6040,
      items: 3706,
      interactions: 1_000_209,
    });
    expect(whole.catalogue.search('miserables 1995', 1)[0]?.title).toBe('Misérables, Les (1995)');

    const core = await prepareDataset(source, { filters: { core: { users: 5, items: 5 } } });
    expect(core.manifest.counts).toMatchObject({ users: 6040, items: 3416, interactions: 999_611 });
    expect(core.manifest.preparation.tooFew).toBe(598);

    const lists = await prepareDataset(await openSource({ path: data('ml-1m', 'ml-1m.txt.gz') }));
    const original = (file: string): Map<number, number> =>
      new Map(
        readFileSync(data('ml-1m', file), 'utf8')
          .trim()
          .split('\n')
          .map((line) => line.split(/\s+/).map(Number) as [number, number]),
      );
    const itemOf = original('sas_to_original_items.txt');
    const userOf = original('sas_to_original_users.txt');
    let same = 0;
    lists.sequences.userIds.forEach((user, row) => {
      const expected = Array.from(sequenceOf(lists.sequences, row), (index) =>
        itemOf.get(Number(lists.catalogue.item(index).id)),
      );
      const coreRow = core.sequences.userIds.indexOf(userOf.get(Number(user)) ?? -1);
      const got = Array.from(
        sequenceOf(core.sequences, coreRow),
        (index) => core.catalogue.item(index).id,
      );
      if (got.join() === expected.join()) same += 1;
    });
    expect(same).toBe(6040);
  });

  it('a blank timestamp is a bad row that is counted', async () => {
    // Some copies of this file lack timestamps; here every thousandth is removed.
    const rows = textOf('ml-1m', 'ratings_full.csv.gz').trim().split('\n');
    const blanked = rows.map((row, i) =>
      i > 0 && i % 1000 === 0 ? row.replace(/^(.*),\d*,(\d+)$/, '$1,,$2') : row,
    );
    const blanks = blanked.filter((row) => /,,\d+$/.test(row)).length;
    expect(blanks).toBeGreaterThanOrEqual(1000);
    const source = await openSource({
      path: writeFiles(scratch, { 'blanked.csv': blanked.join('\n') }),
      columns: { timestamp: 'timestamp' },
    });
    await expect(prepareDataset(source)).rejects.toMatchObject({ code: 'bad-row' });
    const { manifest } = await prepareDataset(source, { onBadRow: 'skip' });
    expect(manifest.preparation.badRows).toBe(blanks);
    expect(manifest.preparation.rows).toBe(1_000_209 - blanks);
  });

  it('sessions written by TensorFlow equal those that TensorFlow reads', async () => {
    const source = await openSource({ path: data('sessions-ml1m') });
    const interactions = await collect(source.interactions());
    const expected = textOf('sessions-ml1m', 'expected.jsonl.gz')
      .trim()
      .split('\n')
      .flatMap((line, record) => {
        const { userIndex, movieIndices, timestamps } = JSON.parse(line) as {
          userIndex: number;
          movieIndices: number[];
          timestamps: number[];
        };
        return movieIndices.map((item, i) => ({
          user: userIndex,
          item,
          session: record + 1,
          timestamp: timestamps[i],
        }));
      });
    expect(interactions).toEqual(expected);
    const { manifest, catalogue } = await prepareDataset(source);
    expect(manifest.counts).toMatchObject({ users: 400, interactions: 58_927 });
    expect(catalogue.items.every(({ title }) => title !== undefined)).toBe(true);

    // The same data as JSON Lines, a sequence on each.
    const lines = await openSource({
      path: data('sessions-ml1m', 'expected.jsonl.gz'),
      columns: { item: 'movieIndices', timestamp: 'timestamps' },
    });
    const again = await prepareDataset(lines);
    expect(again.sequences).toEqual((await prepareDataset(source)).sequences);
  });

  it('Beauty of S3Rec has its counts and attributes', async () => {
    const source = await openSource({ path: data('s3rec-beauty', 'Beauty.txt.gz') });
    expect(source.format).toBe('s3rec');
    const { manifest, catalogue } = await prepareDataset(source, {
      filters: { core: { users: 5, items: 5 } },
    });
    // It already is a five-core.
    expect(manifest.counts).toMatchObject({
      users: 22_363,
      items: 12_101,
      interactions: 198_502,
    });
    expect(manifest.preparation.tooFew).toBe(0);
    expect(catalogue.items.every(({ attributes }) => attributes !== undefined)).toBe(true);
  });

  it('MovieLens latest-small has its counts, ratings and genres', async () => {
    const source = await openSource({ path: data('movielens-small') });
    expect(source.format).toBe('movielens-csv');
    const dataset = await prepareDataset(source);
    expect(dataset.manifest.counts).toMatchObject({
      users: 671,
      items: 9066,
      interactions: 100_004,
    });
    expect(dataset.catalogue.item(1)).toEqual({
      index: 1,
      id: 1,
      title: 'Toy Story',
      attributes: {
        year: 1995,
        genres: ['Adventure', 'Animation', 'Children', 'Comedy', 'Fantasy'],
      },
    });
    const liked = await prepareDataset(source, { filters: { rating: { threshold: 4 } } });
    const ratings = textOf('movielens-small', 'ratings.csv.gz').trim().split('\n').slice(1);
    const low = ratings.filter((line) => Number(line.split(',')[2]) < 4).length;
    expect(liked.manifest.preparation.disliked).toBe(low);
  });

  it('movies_metadata.csv, with commas and quotes in quotes, has 1,005 rows', async () => {
    const path = data('movies-metadata-sample', 'movies_metadata.csv.gz');
    const source = await openSource({
      path,
      columns: { user: 'original_language', item: 'id', value: 'vote_average' },
      items: { path, attributes: ['release_date', 'overview'] },
    });
    const interactions = await collect(source.interactions());
    expect(interactions).toHaveLength(1005);
    expect(interactions[0]).toEqual({ user: 'en', item: '862', value: 7.7 });
    const items = await collect(source.items?.() ?? []);
    expect(items).toHaveLength(1005);
    expect(items[0]?.title).toBe('Toy Story');
    expect(items[0]?.attributes?.overview).toMatch(
      /^Led by Woody, Andy's toys live .*differences\.$/,
    );
    expect(items.every(({ id }) => /^\d+$/.test(String(id)))).toBe(true);
  });

  it('KuaiRand: its standard logs have the published counts, with features', async () => {
    const source = await openSource({ path: data('kuairand-pure') });
    expect(source.format).toBe('kuairand');
    const logs = await openSource({
      path: [data('kuairand-pure', 'val.csv.gz'), data('kuairand-pure', 'test.csv.gz')],
    });
    const { manifest } = await prepareDataset(logs);
    expect(manifest.preparation.rows).toBe(228_329);
    expect(manifest.filters.rating).toEqual({ threshold: 0.7, exclusive: true, below: 'dislike' });
    // Counted by another program: watch_ratio > 0.7 and not is_hate.
    expect(manifest.counts.interactions).toBe(49_015);

    const whole = await prepareDataset(source);
    expect(whole.manifest.preparation.rows).toBe(1_144_949);
    expect(whole.manifest.counts).toMatchObject({
      users: 26_055,
      items: 6818,
      interactions: 439_944,
    });
    expect(whole.catalogue.items.every(({ attributes }) => attributes !== undefined)).toBe(true);
    expect(whole.users).toHaveLength(26_055);
    expect(whole.catalogue.items.find(({ id }) => id === 5)?.attributes).toEqual({
      author: '8367059',
      type: 'NORMAL',
      uploaded: '2022-04-10',
      uploadType: 'Web',
      milliseconds: 358_016,
      tags: ['20', '43'],
    });
  });

  it('KuaiRec: 10,728 videos with captions and categories and 7,176 users, in Chinese, some on two lines', async () => {
    const row = (video: number) => `${video % 7176},${video},1,1,,,${video},1\n`;
    const header =
      'user_id,video_id,play_duration,video_duration,time,date,timestamp,watch_ratio\n';
    const rows = Array.from({ length: 10_728 }, (_, video) => row(video));
    const metadata = [
      'kuairec_caption_category.csv.gz',
      'item_categories.csv.gz',
      'user_features.csv.gz',
    ];
    writeFiles(scratch, {
      'kuairec/big_matrix.csv': header + rows.join(''),
      ...Object.fromEntries(
        metadata.map((name) => [`kuairec/${name}`, readFileSync(data('kuairec-metadata', name))]),
      ),
    });
    const source = await openSource({ path: join(scratch, 'kuairec') });
    expect(source.format).toBe('kuairec');
    const { catalogue, users } = await prepareDataset(source);
    expect(catalogue.itemCount).toBe(10_728);
    expect(users).toHaveLength(7176);
    expect(users?.[1]?.attributes).toMatchObject({
      user_active_degree: 'full_active',
      follow_user_num: 386,
      follow_user_num_range: '(250,500]',
    });
    expect(catalogue.items.every(({ attributes }) => Array.isArray(attributes?.tags))).toBe(true);
    const categories = catalogue.items.filter(({ attributes }) => attributes?.categories);
    expect(categories).toHaveLength(10_688);
    expect(catalogue.items.filter(({ title }) => title !== undefined)).toHaveLength(9738);
    expect(catalogue.items[5910]).toEqual({
      index: 5911,
      id: 5910,
      title: '我不会离开你 就像数学题一样 说不会就是不会',
      attributes: { categories: ['其他', '生活泛拍'], tags: ['11'] },
    });
  });
});
