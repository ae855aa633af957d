import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'libsql';
import { beforeAll, describe, expect, it } from 'vitest';
import { temporaryDirectory } from '../../../../../testing/temporary-directory.js';
import { prepareDataset } from '../../preparation/prepare-dataset.js';
import { collect, gatherBadRows } from '../../testing/collect.js';
import { writeFiles } from '../../testing/write-files.js';
import { areItemsLive, type ItemFile } from '../layouts/item-file.js';
import { readItemFile } from '../layouts/read-item-file.js';
import { openSource } from '../open-source.js';

const directory = temporaryDirectory();
const shop = join(directory, 'shop.sqlite');

beforeAll(() => {
  const database = new Database(shop);
  database.exec(`
    create table goods (sku integer primary key, label text, price numeric, kind, stock integer);
    insert into goods values (5, 'Lamp', 19.5, 'home|light', 3);
    insert into goods values (7, 'Chair', 80, 'home', null);
    insert into goods values (9, null, null, 12, 0);
    create table blank (id text, title text);
    insert into blank values (null, 'Nothing');
  `);
  database.close();
});

const itemsOf = (file: Partial<ItemFile>, ids: 'integer' | 'string' = 'integer') =>
  collect(readItemFile({ path: shop, ...file }, ids));

const goods = {
  ...{ table: 'goods', id: 'sku', title: 'label', attributes: ['price', 'kind', 'stock'] },
};

describe('items in a database of SQLite', () => {
  it('have titles, numbers and texts by the values of a column, whatever its declared type', async () => {
    // Column kind has texts, so its number 12 is a text, too.
    expect(await itemsOf(goods)).toEqual([
      { id: 5, title: 'Lamp', attributes: { price: 19.5, kind: 'home|light', stock: 3 } },
      { id: 7, title: 'Chair', attributes: { price: 80, kind: 'home' } },
      { id: 9, attributes: { kind: '12', stock: 0 } },
    ]);
  });

  it('are what a query gives, also from a file of any name after sqlite:', async () => {
    const query = `select 'sku-' || sku as id, upper(label) as title from goods where stock > 0;`;
    const items = await itemsOf({ path: `sqlite:${shop}`, query }, 'string');
    expect(items).toEqual([{ id: 'sku-5', title: 'LAMP' }]);
  });

  it('come in blocks, all of them', async () => {
    const query =
      'with recursive n(i) as (select 1 union all select i + 1 from n where i < 10000) select i as id from n';
    const blocks: number[] = [];
    for await (const block of readItemFile({ path: shop, query }, 'integer'))
      blocks.push(block.length);
    expect(blocks).toEqual([4096, 4096, 1808]);
  });

  it('belong to a dataset like those of a file, which is one of its files', async () => {
    const path = writeFiles(directory, {
      'events.csv': 'user,item,timestamp\n1,5,10\n1,7,20\n2,9,30\n',
    });
    const open = () =>
      openSource({ path, ids: 'integer', items: { path: `sqlite:${shop}`, ...goods } });
    const source = await open();
    expect(source.files).toEqual([path, shop]);
    const { catalogue } = await prepareDataset(source);
    expect(catalogue.items.map(({ id, title }) => [id, title])).toEqual([
      [5, 'Lamp'],
      [7, 'Chair'],
      [9, undefined],
    ]);
  });

  it('may change without their file while another process has it open', () => {
    const path = join(directory, 'busy.sqlite');
    const database = new Database(path);
    database.exec(
      "pragma journal_mode = wal; create table goods (id); insert into goods values ('a')",
    );
    expect(areItemsLive({ path })).toBe(true);
    database.close();
    expect(areItemsLive({ path: shop })).toBe(false);
  });

  it('are refused in a sentence: no table, a wrong query, a file of something else, no file', async () => {
    await expect(itemsOf({})).rejects.toThrow(
      'a source of format sqlite needs a table or a query that says what to read',
    );
    await expect(itemsOf({ table: 'good' })).rejects.toMatchObject({
      code: 'bad-query',
      message: expect.stringContaining('no such table: good'),
    });
    await expect(itemsOf({ query: 'delete from goods returning sku as id' })).rejects.toMatchObject(
      {
        code: 'bad-query',
      },
    );
    expect(await itemsOf(goods)).toHaveLength(3);
    const other = join(directory, 'other.sqlite');
    writeFileSync(other, 'id,title\n1,Lamp\n'.repeat(100));
    await expect(itemsOf({ path: other, table: 'goods' })).rejects.toMatchObject({
      code: 'bad-file',
      message: expect.stringContaining('other.sqlite is not a readable database of SQLite'),
    });
    await expect(itemsOf({ path: 'sqlite:nowhere.db', table: 'goods' })).rejects.toMatchObject({
      code: 'source-missing',
    });
    const { bad, options } = gatherBadRows();
    await collect(readItemFile({ path: shop, table: 'blank' }, 'string', options));
    expect(bad).toEqual(['1: id is null']);
  });
});
