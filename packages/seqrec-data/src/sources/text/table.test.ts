import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { temporaryDirectory } from '../../../../../testing/temporary-directory.js';
import { collect, gatherBadRows } from '../../testing/collect.js';
import { writeFiles } from '../../testing/write-files.js';
import { openSource, type SourceOptions } from '../open-source.js';

const directory = temporaryDirectory();

async function read(
  name: string,
  content: string | Uint8Array,
  options: Omit<SourceOptions, 'path'> = {},
) {
  const path = writeFiles(directory, { [name]: content });
  return collect((await openSource({ path, ...options })).interactions());
}

describe('CSV and TSV', () => {
  it('find columns with usual names, in any order', async () => {
    expect(
      await read('clicks.csv', 'Timestamp,extra,user_id,Item ID,rating\n5,x,ann,tea,4\n'),
    ).toEqual([{ user: 'ann', item: 'tea', timestamp: 5, value: 4 }]);
  });

  it('read the named columns, and of the others only user and item', async () => {
    const columns = { user: 'who', item: 'what', disliked: 'hated', session: 'visit' };
    const text = 'who,what,timestamp,hated,visit\nann,tea,1,0,s1\nann,milk,2,1,s1\n';
    expect(await read('named.csv', text, { columns })).toEqual([
      { user: 'ann', item: 'tea', session: 's1' },
      { user: 'ann', item: 'milk', session: 's1', disliked: true },
    ]);
  });

  it('read gzip, BOM, CRLF, quotes and line ends in quotes all at once', async () => {
    const text = '\uFEFF"user","item",time\r\n"ann","tea, ""green""\r\nand\r\nblack",3\r\n';
    expect(await read('all.csv', gzipSync(text))).toEqual([
      { user: 'ann', item: 'tea, "green"\nand\nblack', timestamp: 3 },
    ]);
  });

  it('read tabs, and dates as milliseconds', async () => {
    const options = { timestamps: 'date', ids: 'integer' } as const;
    expect(await read('a.tsv', 'user\titem\ttime\n7\t8\t1970-01-01T00:00:01Z\n', options)).toEqual([
      { user: 7, item: 8, timestamp: 1000 },
    ]);
  });

  it('read files without a header by the number of the column', async () => {
    const options = { header: false, delimiter: ';', columns: { user: '2', item: '1' } };
    expect(await read('bare.csv', 'tea;ann\nmilk;bob\n', { format: 'csv', ...options })).toEqual([
      { user: 'ann', item: 'tea' },
      { user: 'bob', item: 'milk' },
    ]);
  });

  it('are detected with semicolons, bars, tabs and blanks as delimiters', async () => {
    for (const delimiter of [';', '|', '\t', ' ']) {
      const text = ['user_id,item_id,timestamp', 'u0,i4,1600000000', ''].join('\n');
      expect(await read('semi.csv', text.replaceAll(',', delimiter))).toEqual([
        { user: 'u0', item: 'i4', timestamp: 1600000000 },
      ]);
    }
    const numbers = '1;2;1600000000\n1;3;1600000060\n';
    expect(await read('semi.csv', numbers, { delimiter: ';' })).toEqual([
      { user: '1', item: '2', timestamp: 1600000000 },
      { user: '1', item: '3', timestamp: 1600000060 },
    ]);
    expect(await read('semi.csv', 'user;item\na;b\n', { format: 'csv' })).toEqual([
      { user: 'a', item: 'b' },
    ]);
  });

  it('with blanks as delimiters may have several, and tabs, and quotes', async () => {
    const text = 'user  item\ttimestamp\n  u0 "tea time"   5 \nu1\tmilk 6\n';
    expect(await read('blanks.txt', text)).toEqual([
      { user: 'u0', item: 'tea time', timestamp: 5 },
      { user: 'u1', item: 'milk', timestamp: 6 },
    ]);
  });

  it('without a header are read by the content of their columns', async () => {
    const text = '0 19 1600000000\n0 8 1600000060\n1 19 1600000000\n1 8 1600000060\n';
    const path = writeFiles(directory, { 'user-item-time.txt': text });
    const source = await openSource({ path });
    expect(source.settings).toMatchObject({
      columns: { user: '1', item: '2', timestamp: '3' },
      delimiter: ' ',
      header: false,
    });
    expect(await collect(source.interactions())).toHaveLength(4);
    await expect(read('few.txt', '1 2 3\n')).rejects.toMatchObject({
      code: 'unknown-format',
      message: expect.stringContaining(
        'each line may be a user and a list of items, or the columns',
      ),
    });
    const named = { columns: { user: '1', item: '2', value: '3' } };
    expect(await read('few.txt', '1 2 3\n', named)).toEqual([{ user: '1', item: '2', value: 3 }]);
    expect(await read('few.txt', '1 2 3\n', { format: 's3rec' })).toHaveLength(2);
  });

  it('read a time with a fraction, and refuse one that would be rounded', async () => {
    const text = (time: string) => `user_id,item_id,timestamp\nu0,i4,${time}\n`;
    expect(await read('float.csv', text('1600000000.5'))).toEqual([
      { user: 'u0', item: 'i4', timestamp: 1600000000.5 },
    ]);
    await expect(read('float.csv', text('1600000000.123456789'))).rejects.toThrow(
      'float.csv:2: timestamp has more digits than keep their order: "1600000000.123456789"; round it',
    );
  });

  it('read the time from numbers rather than dates, or else from dates', async () => {
    const row = 'a,b,2020-01-01 00:00:00,1577836800\n';
    expect(await read('both.csv', `user,item,timestamp,ts\n${row}`)).toEqual([
      { user: 'a', item: 'b', timestamp: 1577836800 },
    ]);
    expect(
      await read('both.csv', `user,item,timestamp,ts\n${row}`, { timestamps: 'date' }),
    ).toEqual([{ user: 'a', item: 'b', timestamp: 1577836800000 }]);
    const path = writeFiles(directory, { 'dates.csv': `user,item,time,n\n${row}` });
    const source = await openSource({ path });
    expect(await collect(source.interactions())).toEqual([
      { user: 'a', item: 'b', timestamp: 1577836800000 },
    ]);
    expect(source.timestampUnit).toBe('milliseconds');
    await expect(read('mixed.csv', `user,item,time\na,b,5\na,c,2020-01-01\n`)).rejects.toThrow(
      'mixed.csv:3: time is not a number: "2020-01-01"; if it is a date, read times with timestamps: \'date\'',
    );
  });

  it('keep big numbers as texts, and refuse to round them', async () => {
    const text = 'user,item\n1,9007199254740993\n-1,007\n';
    expect(await read('big.csv', text)).toEqual([
      { user: '1', item: '9007199254740993' },
      { user: '-1', item: '007' },
    ]);
    await expect(read('big.csv', text, { ids: 'integer' })).rejects.toThrow(
      'big.csv:2: item is beyond 2^53, where numbers are rounded to others: "9007199254740993"; read ids as texts with ids: \'string\'',
    );
  });

  it('with quotes that are text are read without quoting, as the error says', async () => {
    const text = 'user_id,item_id,timestamp\n0,12" vinyl 0,0\n0,12" vinyl 1,1\n';
    await expect(read('q.csv', text)).rejects.toThrow(
      "q.csv:2: a quote where none is allowed; if quotes are part of the text, read it with quote: 'none'",
    );
    expect(await read('q.csv', text, { quote: 'none' })).toEqual([
      { user: '0', item: '12" vinyl 0', timestamp: 0 },
      { user: '0', item: '12" vinyl 1', timestamp: 1 },
    ]);
    expect(await read('q.tsv', text.replaceAll(',', '\t'), { quote: 'none' })).toHaveLength(2);
  });

  it('are refused from a pipe or a device at once', async () => {
    await expect(openSource({ path: '/dev/null' })).rejects.toThrow(
      'data are read more than once; write them to a file and name that',
    );
  });

  it('refuse titles that are not UTF-8', async () => {
    const path = writeFiles(directory, {
      'v.csv': 'user,item\n1,2\n',
      'latin.json': Buffer.from('{"2":"Misérables"}', 'latin1'),
    });
    const source = await openSource({ path, items: `${directory}/latin.json` });
    await expect(collect(source.items?.() ?? [])).rejects.toThrow(
      "latin.json: byte 10 (0xe9) is not utf-8 text; save the file as UTF-8, or name its encoding, e.g. encoding: 'windows-1252'",
    );
  });

  it('leave out a missing rating, but not a missing timestamp', async () => {
    const path = writeFiles(directory, {
      'blank.csv': 'user,item,rating,timestamp\na,b,,1\na,c,2,\na,,2,3\n',
    });
    const { bad, options } = gatherBadRows();
    const source = await openSource({ path });
    expect(await collect(source.interactions(options))).toEqual([
      { user: 'a', item: 'b', timestamp: 1 },
    ]);
    expect(bad).toEqual(['3: timestamp is not a number: ""', '4: item is empty']);
  });

  it('list the columns if one is missing', async () => {
    await expect(read('x.csv', 'a,b\n1,2\n')).rejects.toThrow(
      'x.csv: no column has a usual name of the user; the columns are "a", "b"; name it with columns.user: \'NAME\', or, if the first line is data, say header: false',
    );
    await expect(
      read('x.csv', 'user,item\n1,2\n', { columns: { value: 'stars' } }),
    ).rejects.toThrow('x.csv: no column "stars"; the columns are "user", "item"');
  });

  it('read titles and attributes from CSV, JSON Lines and JSON', async () => {
    const path = writeFiles(directory, {
      'views.csv': 'user,item\n1,tea\n',
      'items.csv': 'item_id,name,kind\ntea,"Tea, green",drink\nmilk,,\n',
      'items.jsonl': '{"id":"tea","title":"Tea","tags":["hot",1],"price":2.5,"kind":null}\n',
      'items.json': '{"tea":"Tea"}',
    });
    const itemsOf = async (items: SourceOptions['items']) =>
      collect((await openSource({ path, items })).items?.() ?? []);
    expect(await itemsOf({ path: `${directory}/items.csv`, attributes: ['kind'] })).toEqual([
      { id: 'tea', title: 'Tea, green', attributes: { kind: 'drink' } },
      { id: 'milk', attributes: {} },
    ]);
    expect(
      await itemsOf({ path: `${directory}/items.jsonl`, attributes: ['tags', 'price', 'kind'] }),
    ).toEqual([{ id: 'tea', title: 'Tea', attributes: { tags: ['hot', '1'], price: 2.5 } }]);
    const named = await openSource({
      ...{ path, items: `${directory}/items.csv`, itemAttributes: ['kind'] },
    });
    expect((await collect(named.items?.() ?? []))[0]).toMatchObject({
      attributes: { kind: 'drink' },
    });
    await expect(openSource({ path, itemAttributes: ['kind'] })).rejects.toThrow('itemAttributes');
    expect(await itemsOf(`${directory}/items.json`)).toEqual([{ id: 'tea', title: 'Tea' }]);
    await expect(itemsOf({ path: `${directory}/items.csv`, title: 'titel' })).rejects.toThrow(
      'items.csv: no column "titel"; the columns are "item_id", "name", "kind"',
    );
    await expect(itemsOf('items.xlsx')).rejects.toThrow(
      'items.xlsx: a file of items is .csv, .tsv, .jsonl or .json, each also with .gz',
    );
  });
});
