import { describe, expect, it } from 'vitest';
import { temporaryDirectory } from '../../../../../testing/temporary-directory.js';
import { collect, gatherBadRows } from '../../testing/collect.js';
import { writeFiles } from '../../testing/write-files.js';
import { openSource } from '../open-source.js';

const directory = temporaryDirectory();

describe('SASRec lines', () => {
  it('hold a user and an item, in time order', async () => {
    const path = writeFiles(directory, { 'ml.txt': '1 10\n1 7\r\n\n2\t10\n' });
    const source = await openSource({ path });
    expect(source.format).toBe('sasrec');
    expect(await collect(source.interactions())).toEqual([
      { user: 1, item: 10 },
      { user: 1, item: 7 },
      { user: 2, item: 10 },
    ]);
    expect(source.items).toBeUndefined();
  });

  it('may name users and items, if the option says so', async () => {
    const path = writeFiles(directory, { 'names.txt': 'A1 B000\nA1 0007\n' });
    const named = await openSource({ path, format: 'sasrec', ids: 'string' });
    expect(await collect(named.interactions())).toEqual([
      { user: 'A1', item: 'B000' },
      { user: 'A1', item: '0007' },
    ]);
    const numbered = await openSource({ path, format: 'sasrec' });
    await expect(collect(numbered.interactions())).rejects.toThrow(
      'names.txt:1: user is not a whole number: "A1"; read ids as texts with ids: \'string\'',
    );
  });

  it('are refused with more or fewer fields', async () => {
    const path = writeFiles(directory, { 'bad.txt': '1 2\n3\n4 5 6\n' });
    const { bad, options } = gatherBadRows();
    const source = await openSource({ path, format: 'sasrec' });
    expect(await collect(source.interactions(options))).toEqual([{ user: 1, item: 2 }]);
    expect(bad).toEqual([
      '2: expected user and item, got 1 fields',
      '3: expected user and item, got 3 fields',
    ]);
  });

  it('may be in several files, read in the given order', async () => {
    const first = writeFiles(directory, { 'b.txt': '1 1\n' });
    const second = writeFiles(directory, { 'a.txt': '1 2\n' });
    const source = await openSource({ path: [first, second] });
    expect(await collect(source.interactions())).toEqual([
      { user: 1, item: 1 },
      { user: 1, item: 2 },
    ]);
  });
});

describe('S3Rec lines', () => {
  it('hold a user and their items, with attributes in a file beside', async () => {
    const path = writeFiles(directory, {
      'Beauty.txt': '1 1 2 3\n2 4 1\n',
      'Beauty_item2attributes.json': '{"4": [1, 2], "1": ["Skin Care"]}',
    });
    const source = await openSource({ path });
    expect(source.format).toBe('s3rec');
    expect(await collect(source.interactions())).toEqual([
      { user: 1, item: 1 },
      { user: 1, item: 2 },
      { user: 1, item: 3 },
      { user: 2, item: 4 },
      { user: 2, item: 1 },
    ]);
    expect(await collect(source.items?.() ?? [])).toEqual([
      { id: 1, attributes: { attributes: ['Skin Care'] } },
      { id: 4, attributes: { attributes: ['1', '2'] } },
    ]);
  });

  it('are refused without an item', async () => {
    const path = writeFiles(directory, { 'lonely.txt': '1 2 3\n2\n' });
    const source = await openSource({ path, format: 's3rec' });
    await expect(collect(source.interactions())).rejects.toThrow(
      'lonely.txt:2: expected a user and their items, got 1 fields',
    );
  });

  it('say what is wrong with their attributes', async () => {
    const path = writeFiles(directory, { 'x.txt': '1 2 3\n', 'x.json': '{"2": 5}' });
    const items = `${directory}/x.json`;
    const source = await openSource({ path, format: 's3rec', items });
    await expect(collect(source.items?.() ?? [])).rejects.toThrow(
      /x\.json: not of the expected shape at 2: /,
    );
  });
});
