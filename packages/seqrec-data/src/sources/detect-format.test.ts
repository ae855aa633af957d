import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { temporaryDirectory } from '../../../../testing/temporary-directory.js';
import { writeFiles } from '../testing/write-files.js';
import { detectFormat } from './detect-format.js';
import { openSource } from './open-source.js';
import { type SourceFormat, sourceFormats } from './source-table.js';

const directory = temporaryDirectory();
let count = 0;

/** The format of a file, or of a directory if there are several files or its name matters. */
async function formatOf(
  files: Readonly<Record<string, string | Uint8Array>>,
): Promise<SourceFormat> {
  count += 1;
  const names = Object.keys(files);
  const renamed = Object.fromEntries(
    Object.entries(files).map(([name, content]) => [`${count}/${name}`, content]),
  );
  const path = writeFiles(directory, renamed);
  return (await detectFormat(names.length > 1 ? `${directory}/${count}` : path)).format;
}

describe('detectFormat', () => {
  it('detects directories by their content', async () => {
    expect(await formatOf({ 'u.data': '', 'u.item': '' })).toBe('movielens-100k');
    expect(await formatOf({ 'ratings.dat': '', 'users.dat': '' })).toBe('movielens-1m');
    expect(await formatOf({ 'ratings.dat': '', 'tags.dat': '' })).toBe('movielens-10m');
    expect(await formatOf({ 'ratings.csv.gz': '', 'movies.csv': '' })).toBe('movielens-csv');
    expect(await formatOf({ 'a-00000-of-00001.tfrecord': '', b: '' })).toBe('sessions');
    expect(await formatOf({ 'a.tfrecord.gz': '', b: '' })).toBe('sessions');
    expect(await formatOf({ 'a.inter': '', 'a.item': '' })).toBe('recbole');
    expect(await formatOf({ 'big_matrix.csv': '', 'user_features.csv': '' })).toBe('kuairec');
    expect(await formatOf({ 'log_random_1k.csv.gz': '', 'load_data_1k.py': '' })).toBe('kuairand');
    expect(await formatOf({ 'val.csv': '', 'test.csv': '', 'user_sequences.jsonl.gz': '' })).toBe(
      'kuairand',
    );
  });

  it('detects files by name, gzipped or not', async () => {
    expect(await formatOf({ 'a.tfrecord': new Uint8Array(16) })).toBe('sessions');
    expect(await formatOf({ 'a.tfrecord-00001-of-00002': new Uint8Array(16) })).toBe('sessions');
    expect(await formatOf({ 'a.inter.gz': gzipSync('x') })).toBe('recbole');
    expect(await formatOf({ 'a.ndjson': '{}' })).toBe('jsonl');
  });

  it('detects text files by their first lines', async () => {
    expect(await formatOf({ a: '{"user":1}\n' })).toBe('jsonl');
    expect(await formatOf({ a: '1::1193::5::978300760\n' })).toBe('movielens-1m');
    expect(await formatOf({ a: '1::122::5::838985046\n1::185::4.5::838983525\n' })).toBe(
      'movielens-10m',
    );
    expect(await formatOf({ a: '196\t242\t3\t881250949\n' })).toBe('movielens-100k');
    expect(await formatOf({ a: '\uFEFFuserId,movieId,rating,timestamp\r\n1,2,3,4\r\n' })).toBe(
      'movielens-csv',
    );
    expect(
      await formatOf({
        a: 'user_id,video_id,play_duration,video_duration,time,date,timestamp,watch_ratio\n',
      }),
    ).toBe('kuairec');
    expect(await formatOf({ a: 'user_id,video_id,date,hourmin,time_ms,is_click\n' })).toBe(
      'kuairand',
    );
    expect(await formatOf({ a: 'user,item\n1,2\n' })).toBe('csv');
    expect(await formatOf({ a: 'user\titem\n1\t2\n' })).toBe('tsv');
    expect(await formatOf({ a: 'user_id:token\titem_id:token\n' })).toBe('recbole');
    expect(await formatOf({ a: gzipSync('1 2\n1 3\n') })).toBe('sasrec');
    expect(await formatOf({ a: '1\t2\n1\t3\n' })).toBe('sasrec');
    expect(await formatOf({ a: '1 2 3\n2 3\n' })).toBe('s3rec');
  });

  it('ignores the last line, which may be cut', async () => {
    expect(await formatOf({ a: '1 2\n'.repeat(20_000) })).toBe('sasrec');
  });

  it('says what it expects if it detects no format', async () => {
    await expect(formatOf({ 'readme.md': '', 'b.txt': '' })).rejects.toMatchObject({
      code: 'unknown-format',
      message: expect.stringContaining('expected *.tfrecord, u.data, ratings.dat'),
    });
    await expect(formatOf({ a: 'Hello world\n' })).rejects.toThrow(
      'nothing shows its format; it starts with "Hello world"; name it, e.g. ',
    );
    await expect(formatOf({ a: new Uint8Array(50) })).rejects.toThrow(
      'is neither text nor of any known format',
    );
    await expect(formatOf({ a: '' })).rejects.toThrow('is empty');
    await expect(detectFormat('nowhere')).rejects.toThrow('nowhere: no such file or directory');
  });
});

describe('openSource', () => {
  it('refuses options that a format does not take', async () => {
    const path = writeFiles(directory, { 'lines.txt': '1 2\n' });
    await expect(openSource({ path, query: 'select 1' })).rejects.toMatchObject({
      code: 'invalid-option',
      message: 'a source of format sasrec takes no query; it takes ids, encoding',
    });
    await expect(openSource({ path, format: 'movielens-1m', ids: 'string' })).rejects.toThrow(
      'a source of format movielens-1m takes no ids',
    );
    await expect(openSource({ path: [path, path], format: 'recbole' })).rejects.toThrow(
      'a source of format recbole has one path, got 2',
    );
    await expect(
      openSource({ path, format: 's3rec', items: { path, title: 'name' } }),
    ).rejects.toThrow('items of a source of format s3rec is a path alone');
    await expect(openSource({ path: [] })).rejects.toThrow('path is an empty list');
    await expect(openSource({ path, format: 'excel' as SourceFormat })).rejects.toThrow(
      `no format "excel"; the formats are ${sourceFormats.join(', ')}`,
    );
  });
});
