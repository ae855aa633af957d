import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryDirectory } from '../../../../testing/temporary-directory.js';
import { collect } from '../testing/collect.js';
import { writeFiles } from '../testing/write-files.js';
import { openSource, type SourceOptions } from './open-source.js';

const root = temporaryDirectory();

const latin1 = (text: string) => Buffer.from(text, 'latin1');

/** 茶 (tea) and 绿茶 (green tea) in GBK. */
const gbk = (text: string) =>
  Buffer.from(text.replaceAll('茶', '\xb2\xe8').replaceAll('绿', '\xc2\xcc'), 'latin1');

async function open(
  files: Readonly<Record<string, string | Uint8Array>>,
  options: Omit<SourceOptions, 'path'> = {},
) {
  const directory = mkdtempSync(join(root, 'e-'));
  const path = writeFiles(directory, files);
  const { items } = options;
  return openSource({
    path,
    ...options,
    ...(typeof items === 'string' && { items: join(directory, items) }),
  });
}

describe('the encoding of text', () => {
  it('is that of the option in every format of text', async () => {
    const files = {
      csv: { 'a.csv': latin1('user,item\né,x\n') },
      tsv: { 'a.tsv': latin1('user\titem\né\tx\n') },
      jsonl: { 'a.jsonl': latin1('{"user":"é","item":"x"}\n') },
      recbole: { 'a.inter': latin1('user_id:token\titem_id:token\né\tx\n') },
      sasrec: { 'a.txt': latin1('é x\n') },
      s3rec: { 'a.txt': latin1('é x\n') },
    };
    for (const [format, content] of Object.entries(files)) {
      const options = {
        format: format as keyof typeof files,
        ...(format !== 'jsonl' && { ids: 'string' as const }),
      };
      const source = await open(content, { ...options, encoding: 'latin1' });
      expect(await collect(source.interactions())).toEqual([{ user: 'é', item: 'x' }]);
      await expect(collect((await open(content, options)).interactions())).rejects.toThrow(
        "is not utf-8 text; save the file as UTF-8, or name its encoding, e.g. encoding: 'windows-1252'",
      );
    }
  });

  it('applies to titles and attributes too', async () => {
    const data = {
      'a.csv': gbk('user,item\n1,茶\n'),
      'a.inter': gbk('user_id:token\titem_id:token\n1\t茶\n'),
    };
    const titles = {
      'items.csv': gbk('item_id,title\n茶,绿茶\n'),
      'items.jsonl': gbk('{"id":"茶","title":"绿茶"}\n'),
      'items.json': gbk('{"茶":"绿茶"}'),
    };
    for (const items of Object.keys(titles)) {
      const source = await open({ ...data, ...titles }, { encoding: 'gbk', items });
      expect(await collect(source.items?.() ?? [])).toEqual([{ id: '茶', title: '绿茶' }]);
    }
    const recbole = await open(
      { 'a.inter': data['a.inter'], 'a.item': gbk('item_id:token\ttitle:token_seq\n茶\t绿茶\n') },
      { encoding: 'gbk' },
    );
    expect(await collect(recbole.items?.() ?? [])).toEqual([
      { id: '茶', title: '绿茶', attributes: {} },
    ]);
  });

  it('of titles in a wrong one is refused, with the byte', async () => {
    const files = { 'a.csv': 'user,item\n1,2\n', 'titles.json': gbk('{"2":"绿茶"}') };
    const source = await open(files, { items: 'titles.json' });
    await expect(collect(source.items?.() ?? [])).rejects.toThrow(
      'titles.json: byte 7 (0xc2) is not utf-8 text',
    );
    const wrong = await open(
      { ...files, 'titles.json': latin1('{"2":"é"}') },
      { items: 'titles.json', encoding: 'gbk' },
    );
    await expect(collect(wrong.items?.() ?? [])).rejects.toThrow(
      'titles.json: its content is not gbk text',
    );
  });

  it('may be named only for titles, if the data has none', async () => {
    const files = {
      'a.duckdb.json': '[{"user":1,"item":2}]',
      'titles.csv': latin1('id,title\n2,thé\n'),
    };
    const options = { format: 'duckdb', items: 'titles.csv' } as const;
    const source = await open(files, { ...options, encoding: 'latin1' });
    expect(await collect(source.items?.() ?? [])).toEqual([{ id: 2, title: 'thé' }]);
    await expect(open(files, { format: 'duckdb', encoding: 'latin1' })).rejects.toThrow(
      'a source of format duckdb takes no encoding',
    );
  });

  it('of MovieLens titles that were converted to UTF-8 is found', async () => {
    const ratings = { 'ratings.dat': '1::2::5::978300760\n' };
    const movies = '2::Amélie (2001)::Drama\n';
    const title = async (content: string | Uint8Array, options = {}) => {
      const source = await open({ ...ratings, 'movies.dat': content }, options);
      return (await collect(source.items?.() ?? []))[0]?.title;
    };
    expect(await title(movies)).toBe('Amélie (2001)');
    expect(await title(latin1(movies))).toBe('Amélie (2001)');
    expect(await title(latin1(movies), { encoding: 'windows-1251' })).toBe('Amйlie (2001)');
  });
});

describe('a table of titles', () => {
  const data = { 'a.csv': 'user,item\n1,tea\n' };
  const titles = async (name: string, text: string, options: Omit<SourceOptions, 'path'> = {}) =>
    collect((await open({ ...data, [name]: text }, { items: name, ...options })).items?.() ?? []);

  it('may have any delimiter, for any name and any delimiter of the data', async () => {
    const tea = [{ id: 'tea', title: 'Green, fresh' }];
    expect(await titles('t.csv', 'item_id;title\ntea;Green, fresh\n')).toEqual(tea);
    expect(await titles('t.csv', 'item_id\ttitle\ntea\tGreen, fresh\n')).toEqual(tea);
    expect(await titles('t.tsv', 'item_id|title\ntea|Green, fresh\n')).toEqual(tea);
    expect(await titles('t.tsv', 'item_id,title\ntea,"Green, fresh"\n')).toEqual(tea);
    const strange = await open({ ...data, 't.csv': 'code;what\ntea;Green, fresh\n' });
    const items = { path: join(strange.files[0] ?? '', '../t.csv'), id: 'code', title: 'what' };
    const source = await openSource({ path: strange.files[0] ?? '', items });
    expect(await collect(source.items?.() ?? [])).toEqual(tea);
  });

  it('may have quotes that are text', async () => {
    const text = 'item_id,title\ntea,12" vinyl\n';
    await expect(titles('t.csv', text)).rejects.toThrow(
      "a quoted field is not closed; if quotes are part of the text, read it with quote: 'none'",
    );
    expect(await titles('t.csv', text, { quote: 'none' })).toEqual([
      { id: 'tea', title: '12" vinyl' },
    ]);
  });
});
