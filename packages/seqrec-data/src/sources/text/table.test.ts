import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { collect, gatherBadRows } from '../../testing/collect.js';
import { temporaryDirectory, writeFiles } from '../../testing/temporary-directory.js';
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

  it('leave out a missing rating, but not a missing timestamp', async () => {
    const path = writeFiles(directory, {
      'blank.csv': 'user,item,rating,timestamp\na,b,,1\na,c,2,\na,,2,3\n',
    });
    const { bad, options } = gatherBadRows();
    const source = await openSource({ path });
    expect(await collect(source.interactions(options))).toEqual([
      { user: 'a', item: 'b', timestamp: 1 },
    ]);
    expect(bad).toEqual(['3: timestamp is no number: ""', '4: item is empty']);
  });

  it('name the columns there are when one is missing', async () => {
    await expect(read('x.csv', 'a,b\n1,2\n')).rejects.toThrow(
      'x.csv: no column that is known to hold the user; the columns are "a", "b"; name it with columns.user: \'NAME\', or, if the first line is data, say header: false',
    );
    await expect(
      read('x.csv', 'user,item\n1,2\n', { columns: { value: 'stars' } }),
    ).rejects.toThrow('x.csv: no column "stars"; the columns are "user", "item"');
  });

  it('take titles and attributes from CSV, JSON Lines and JSON', async () => {
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
    expect(await itemsOf(`${directory}/items.json`)).toEqual([{ id: 'tea', title: 'Tea' }]);
    await expect(itemsOf({ path: `${directory}/items.csv`, title: 'titel' })).rejects.toThrow(
      'items.csv: no column "titel"; the columns are "item_id", "name", "kind"',
    );
    await expect(itemsOf('items.xlsx')).rejects.toThrow(
      'items.xlsx: a file of items is .csv, .tsv, .jsonl or .json, each also with .gz',
    );
  });
});
