import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { temporaryDirectory } from '../../../../../testing/temporary-directory.js';
import { collect, gatherBadRows } from '../../testing/collect.js';
import { writeFiles } from '../../testing/write-files.js';
import { openSource } from '../open-source.js';
import type { Source } from '../source.js';

const root = temporaryDirectory();

async function open(files: Readonly<Record<string, string | Uint8Array>>): Promise<Source> {
  const directory = mkdtempSync(join(root, 'ml-'));
  writeFiles(directory, files);
  return openSource({ path: directory });
}

const itemsOf = (source: Source) => collect(source.items?.() ?? []);

const RATINGS = [
  { user: 196, item: 242, value: 3, timestamp: 881250949 },
  { user: 186, item: 302, value: 4, timestamp: 891717742 },
];

describe('MovieLens', () => {
  it('100K: u.data and u.item', async () => {
    const flags = (...genres: number[]) =>
      Array.from({ length: 19 }, (_, i) => (genres.includes(i) ? 1 : 0)).join('|');
    const source = await open({
      'u.data': '196\t242\t3\t881250949\n186\t302\t4\t891717742\n',
      'u.item': Buffer.from(
        `242|Kolya (1996)|24-Jan-1997||http://us.imdb.com/M/title-exact?Kolya%20(1996)|${flags(5)}\n302|Misérables, Les (1995)|||u|${flags(8, 12)}\n`,
        'latin1',
      ),
      'u.user': '196|24|M|technician|85711\n',
    });
    expect(source.format).toBe('movielens-100k');
    expect(source.timestampUnit).toBe('seconds');
    expect(await collect(source.interactions())).toEqual(RATINGS);
    expect(await itemsOf(source)).toEqual([
      { id: 242, title: 'Kolya (1996)', attributes: { year: 1996, genres: ['Comedy'] } },
      {
        id: 302,
        title: 'Misérables, Les (1995)',
        attributes: { year: 1995, genres: ['Drama', 'Musical'] },
      },
    ]);
  });

  it('1M: a user with an unknown occupation is a bad row', async () => {
    const source = await open({
      'ratings.dat': '196::242::3::881250949\n',
      'users.dat': '1::F::1::21::48067\n',
    });
    await expect(collect(source.users?.() ?? [])).rejects.toThrow(
      /users\.dat:1: occupation is a number from 0 to 20, got "21"/,
    );
  });

  it('1M: :: between, latin-1', async () => {
    const source = await open({
      'ratings.dat': '196::242::3::881250949\r\n186::302::4::891717742\r\n',
      'movies.dat': Buffer.from('73::Misérables, Les (1995)::Drama|Musical\n', 'latin1'),
      'users.dat': '1::F::1::10::48067\n2::M::56::16::70072-1234\n',
    });
    expect(source.format).toBe('movielens-1m');
    expect(await collect(source.users?.() ?? [])).toEqual([
      { id: 1, attributes: { gender: 'F', age: 1, occupation: 'K-12 student', zip: '48067' } },
      {
        id: 2,
        attributes: { gender: 'M', age: 56, occupation: 'self-employed', zip: '70072-1234' },
      },
    ]);
    expect(await collect(source.interactions())).toEqual(RATINGS);
    expect(await itemsOf(source)).toEqual([
      {
        id: 73,
        title: 'Misérables, Les (1995)',
        attributes: { year: 1995, genres: ['Drama', 'Musical'] },
      },
    ]);
  });

  it('10M: :: between, UTF-8, half stars, detected by its tags', async () => {
    const source = await open({
      'ratings.dat': '1::122::4.5::838985046\n',
      'movies.dat': '73::Misérables, Les (1995)::(no genres listed)\n',
      'tags.dat': '',
    });
    expect(source.format).toBe('movielens-10m');
    expect(await collect(source.interactions())).toEqual([
      { user: 1, item: 122, value: 4.5, timestamp: 838985046 },
    ]);
    expect(await itemsOf(source)).toEqual([
      { id: 73, title: 'Misérables, Les (1995)', attributes: { year: 1995 } },
    ]);
  });

  it('20M and later: CSV with quoted titles, gzipped or not', async () => {
    const source = await open({
      'ratings.csv.gz': gzipSync(
        '\uFEFFuserId,movieId,rating,timestamp\r\n196,242,3.0,881250949\r\n186,302,4.0,891717742\r\n',
      ),
      'movies.csv':
        'movieId,title,genres\n11,"American President, The (1995)",Comedy|Drama\n12,"""Great Performances"" Cats (1998)",Musical\n',
      'links.csv': 'movieId,imdbId,tmdbId\n',
    });
    expect(source.format).toBe('movielens-csv');
    expect(await collect(source.interactions())).toEqual(RATINGS);
    expect(await itemsOf(source)).toEqual([
      {
        id: 11,
        title: 'American President, The (1995)',
        attributes: { year: 1995, genres: ['Comedy', 'Drama'] },
      },
      {
        id: 12,
        title: '"Great Performances" Cats (1998)',
        attributes: { year: 1998, genres: ['Musical'] },
      },
    ]);
  });

  it('accepts a year column beside the title', async () => {
    const source = await open({
      'ratings.csv': 'userId,movieId,rating,timestamp\n',
      'movies.csv': 'movieId,title,year,genres\n1,Toy Story,1995,Animation\n2,Nameless,NA,\n',
    });
    expect(await itemsOf(source)).toEqual([
      { id: 1, title: 'Toy Story', attributes: { year: 1995, genres: ['Animation'] } },
      { id: 2, title: 'Nameless', attributes: {} },
    ]);
  });

  it('opens a ratings file by its path, and finds the movies beside it', async () => {
    const path = writeFiles(root, {
      'alone/ratings.dat': '1::2::5::978300760\n',
      'alone/movies.dat': '2::Jumanji (1995)::Adventure\n',
    });
    const source = await openSource({ path });
    expect(source.format).toBe('movielens-1m');
    expect(source.files).toEqual([path, join(root, 'alone/movies.dat')]);
  });

  it('says what is wrong with a rating, with its line', async () => {
    const source = await open({
      'ratings.dat':
        '1::2::5::978300760\n1::2::5\n1::x::5::978300760\n1::2::::978300760\n1::2::5::\n1::2::4::978300761\n',
    });
    const { bad, options } = gatherBadRows();
    expect(await collect(source.interactions(options))).toHaveLength(2);
    expect(bad).toEqual([
      '2: expected user, movie, rating and timestamp with "::" between, got 3 fields',
      '3: movie is not a whole number: "x"',
      '4: rating is empty',
      '5: timestamp is not a number: ""',
    ]);
    await expect(collect(source.interactions())).rejects.toMatchObject({
      code: 'bad-row',
      line: 2,
      message: expect.stringMatching(/ratings\.dat:2: expected user/),
    });
  });

  it('refuses another CSV', async () => {
    const path = writeFiles(root, { 'other.csv': 'user,movie\n1,2\n' });
    const source = await openSource({ path, format: 'movielens-csv' });
    await expect(collect(source.interactions())).rejects.toThrow(
      'expected the columns userId, movieId, rating, timestamp, got "user,movie"',
    );
    await expect(openSource({ path: root, format: 'movielens-100k' })).rejects.toThrow(
      `${root} holds no u.data`,
    );
  });
});
