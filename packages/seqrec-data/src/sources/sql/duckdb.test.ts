import { copyFile, mkdir, readdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { describe, expect, test } from 'vitest';
import { temporaryDirectory } from '../../../../../testing/temporary-directory.js';
import { prepareDataset } from '../../preparation/prepare-dataset.js';
import { collect } from '../../testing/collect.js';
import type { Interaction } from '../interaction.js';
import { openSource, type SourceOptions } from '../open-source.js';
import type { BadRow } from '../source.js';
import { connectDuckDb } from './duckdb-connection.js';

const directory = temporaryDirectory();

/** Runs SQL on a database file, or on one in memory, and leaves nothing open. */
async function run(sql: string, database = ':memory:'): Promise<void> {
  const instance = await DuckDBInstance.create(database);
  const connection = await instance.connect();
  await connection.run(sql);
  connection.closeSync();
  instance.closeSync();
}

async function parquet(name: string, select: string): Promise<string> {
  const file = join(directory, name);
  await run(`copy (${select}) to '${file}' (format parquet)`);
  return file;
}

async function read(options: SourceOptions): Promise<Interaction[]> {
  return collect((await openSource(options)).interactions());
}

describe('Parquet', () => {
  test('columns of the usual names, ids by their type, rows in the order of the file', async () => {
    const path = await parquet(
      'clicks.parquet',
      `select * from (values
        (2::bigint, 'tea', timestamp '2020-01-01 00:00:00.123999', 4.5::float),
        (1, 'milk', '1969-12-31 23:59:59', null),
        (2, '7', '2020-01-01 00:00:00.123001', 3)
      ) as t(user_id, item_id, timestamp, rating)`,
    );
    const source = await openSource({ path });
    expect(source.format).toBe('parquet');
    expect(await collect(source.interactions())).toEqual([
      { user: 2, item: 'tea', timestamp: 1577836800123.999, value: 4.5 },
      { user: 1, item: 'milk', timestamp: -1000 },
      { user: 2, item: '7', timestamp: 1577836800123.001, value: 3 },
    ]);
    expect(source.timestampUnit).toBe('milliseconds');
  });

  test.each([
    ['tinyint', 7],
    ['ubigint', 7],
    ['integer', 7],
    ['varchar', '7'],
    ["enum ('7')", '7'],
  ])('an id of type %s is %j', async (type, id) => {
    const path = await parquet('ids.parquet', `select '7'::${type} as user, 1 as item`);
    expect(await read({ path })).toEqual([{ user: id, item: 1 }]);
  });

  test.each([
    ['bigint', 86400, undefined],
    ['double', 86400, undefined],
    ['date', 86_400_000, 'milliseconds'],
    ['timestamp_s', 86_400_000, 'milliseconds'],
    ['timestamp_ns', 86_400_000, 'milliseconds'],
    ['timestamptz', 86_400_000, 'milliseconds'],
  ] as const)('a time of type %s becomes %d', async (type, time, unit) => {
    const text = unit === undefined ? '86400' : '1970-01-02 00:00:00Z';
    const value = type === 'date' ? "date '1970-01-02'" : `'${text}'::${type}`;
    const path = await parquet('times.parquet', `select 1 as user, 2 as item, ${value} as time`);
    const source = await openSource({ path });
    expect(await collect(source.interactions())).toEqual([{ user: 1, item: 2, timestamp: time }]);
    expect(source.timestampUnit).toBe(unit);
  });

  test('ids and times can be read otherwise, and flags and sessions too', async () => {
    const path = await parquet(
      'named.parquet',
      `select 5 as "the ""user""", '6' as sku, '1970-01-01T00:00:01Z' as at, true as bad, 9 as visit`,
    );
    const columns = {
      user: 'the "user"',
      item: 'sku',
      timestamp: 'at',
      disliked: 'bad',
      session: 'visit',
    };
    const event = { timestamp: 1000, disliked: true, session: '9' };
    const dates = { path, columns, timestamps: 'date' } as const;
    expect(await read({ ...dates, ids: 'string' })).toEqual([{ user: '5', item: '6', ...event }]);
    expect(await read({ ...dates, ids: 'integer' })).toEqual([{ user: 5, item: 6, ...event }]);
  });

  test('big ids and sessions are texts digit by digit, or refused', async () => {
    const path = await parquet(
      'big.parquet',
      'select 1 as user, 9007199254740993::bigint as item, 9007199254740995::bigint as session',
    );
    expect(await read({ path, ids: 'string' })).toEqual([
      { user: '1', item: '9007199254740993', session: '9007199254740995' },
    ]);
    await expect(read({ path })).rejects.toThrow(
      "item is beyond 2^53, where numbers are rounded to others; read ids as texts with ids: 'string'",
    );
  });

  test('fractions of times keep their order, or are refused', async () => {
    const path = await parquet(
      'fractions.parquet',
      `select 1 as user, 2 as item, 1600000000.5::double as seconds, 1600000000.123456::decimal(38, 9) as exact,
        1600000000.123456789::decimal(38, 9) as finer, '1969-12-31 23:59:59.9995'::timestamp as micro,
        '2020-01-01 00:00:00.123456789'::timestamp_ns as nano, '2020-01-01 00:00:00.1234565'::timestamp_ns as tenth`,
    );
    const timeOf = async (timestamp: string) => {
      const [event] = await read({ path, columns: { timestamp } });
      return event?.timestamp;
    };
    expect(await timeOf('seconds')).toBe(1600000000.5);
    expect(await timeOf('exact')).toBe(1600000000.123456);
    expect(await timeOf('micro')).toBe(-0.5);
    await expect(timeOf('finer')).rejects.toThrow('finer has more digits than keep their order');
    await expect(timeOf('nano')).rejects.toThrow('nano has parts of a microsecond');
    await expect(timeOf('tenth')).rejects.toThrow('tenth has parts of a microsecond');
  });

  test('the time comes from numbers or timestamps rather than texts', async () => {
    const path = await parquet(
      'times-two.parquet',
      "select 1 as user, 2 as item, '2020-01-01' as timestamp, 5 as ts",
    );
    expect(await read({ path })).toEqual([{ user: 1, item: 2, timestamp: 5 }]);
    expect(await read({ path, timestamps: 'date' })).toEqual([
      { user: 1, item: 2, timestamp: 1577836800000 },
    ]);
    const query = 'select user, item, timestamp as time from data';
    expect(await read({ path, query })).toEqual([{ user: 1, item: 2, timestamp: 1577836800000 }]);
  });

  test('a query chooses and makes rows; they stay in its order', async () => {
    const path = await parquet('log.parquet', 'select range as n from range(10)');
    const query = 'select n % 2 as user, n as item from data where n > 6 order by n desc -- last';
    expect(await read({ path, query })).toEqual([
      { user: 1, item: 9 },
      { user: 0, item: 8 },
      { user: 1, item: 7 },
    ]);
  });

  test('files of a directory and files with any name are read one after the other', async () => {
    const folder = join(directory, "it's [all] * ?");
    await mkdir(folder);
    for (const part of [2, 1]) {
      const file = await parquet('part.parquet', `select ${part} as user, 1 as item`);
      await copyFile(file, join(folder, `part-${part}.parquet`));
    }
    await writeFile(join(folder, '_SUCCESS'), '');
    expect(await read({ path: folder })).toEqual([
      { user: 1, item: 1 },
      { user: 2, item: 1 },
    ]);
  });

  /** Writes a Parquet file under a directory of the test, and returns the directory. */
  async function partition(folder: string, path: string, select: string): Promise<string> {
    const root = join(directory, folder);
    await mkdir(join(root, dirname(path)), { recursive: true });
    await parquet(join(folder, path), select);
    return root;
  }

  test('directories below are read in the order of their names, and partitions are columns', async () => {
    const folder = 'hive';
    await partition(folder, 'date=2024-01-02/part-0.parquet', 'select 1 as user, 8 as item');
    await partition(folder, 'date=2024-01-01/part-0.parquet', 'select 1 as user, 7 as item');
    await partition(folder, '_temporary/part-0.parquet', 'select 1 as user, 9 as item');
    const path = join(directory, folder);
    expect(await read({ path })).toEqual([
      { user: 1, item: 7 },
      { user: 1, item: 8 },
    ]);
    const day = Date.UTC(2024, 0, 1);
    expect(await read({ path, columns: { timestamp: 'date' } })).toEqual([
      { user: 1, item: 7, timestamp: day },
      { user: 1, item: 8, timestamp: day + 86_400_000 },
    ]);
    const query = "select * from data where date > '2024-01-01'";
    expect(await read({ path, query })).toEqual([{ user: 1, item: 8 }]);
    const { manifest } = await prepareDataset(await openSource({ path }));
    expect(manifest.source.files.map(({ name }) => name)).toEqual([
      'date=2024-01-01/part-0.parquet',
      'date=2024-01-02/part-0.parquet',
    ]);
  });

  test('partitions of several levels hold ids and texts', async () => {
    const path = 'country=nl/user=5/part-0.parquet';
    const root = await partition('levels', path, "select 'tea' as item");
    expect(await read({ path: root })).toEqual([{ user: 5, item: 'tea' }]);
    expect(await read({ path: root, columns: { user: 'country' } })).toEqual([
      { user: 'nl', item: 'tea' },
    ]);
    expect(await read({ path: join(root, path) })).toEqual([{ user: 5, item: 'tea' }]);
  });

  test('files that are partitioned in different ways are refused', async () => {
    await partition('mixed', 'date=1/part-0.parquet', 'select 1 as user, 7 as item');
    const path = await partition('mixed', 'extra.parquet', 'select 1 as user, 8 as item');
    await expect(read({ path })).rejects.toMatchObject({
      code: 'bad-file',
      message: expect.stringMatching(/partition/i),
    });
  });

  test('a column that only later files have is read from these', async () => {
    await partition('grown', 'a.parquet', 'select 1 as user, 7 as item');
    const path = await partition('grown', 'b.parquet', 'select 4 as rating, 1 as user, 8 as item');
    expect(await read({ path })).toEqual([
      { user: 1, item: 7 },
      { user: 1, item: 8, value: 4 },
    ]);
  });

  test('many rows keep their order, ties included', async () => {
    const path = await parquet(
      'many.parquet',
      'select n % 3 as user, n as item, 5 as timestamp from range(300000) as t(n)',
    );
    const dataset = await prepareDataset(await openSource({ path }));
    const { offsets, items } = dataset.sequences;
    expect([...offsets]).toEqual([0, 100_000, 200_000, 300_000]);
    expect(items.every((item, i) => i % 100_000 === 0 || item === (items[i - 1] ?? 0) + 3)).toBe(
      true,
    );
  });

  test('titles are matched with ids of the column’s type', async () => {
    const path = await parquet('sold.parquet', 'select 1 as user, 7 as item');
    const items = join(directory, 'titles.csv');
    await writeFile(items, 'id,title\n7,Tea\n');
    const { catalogue } = await prepareDataset(await openSource({ path, items }));
    expect(catalogue.item(1)).toMatchObject({ id: 7, title: 'Tea' });
  });

  test('rows that cannot be used are errors with their number, or skipped', async () => {
    const path = await parquet(
      'bad.parquet',
      `select * from (values (1, 1, 1.0::double), (null, 2, 2), (1, 9007199254740993, 3), (1, 4, 4.5),
        (1, 5, 'infinity')) as t(user, item, time)`,
    );
    const source = await openSource({ path });
    await expect(collect(source.interactions())).rejects.toMatchObject({
      code: 'bad-row',
      message: `${path}:2: user is null`,
    });
    const rows: BadRow[] = [];
    const kept = await collect(source.interactions({ onBadRow: (row) => rows.push(row) }));
    expect(kept).toEqual([
      { user: 1, item: 1, timestamp: 1 },
      { user: 1, item: 4, timestamp: 4.5 },
    ]);
    expect(rows.map(({ line, reason }) => `${line} ${reason}`)).toEqual([
      '2 user is null',
      '3 item is beyond 2^53, where numbers are rounded to others',
      '5 time is beyond 2^53, where numbers are rounded to others: Infinity',
    ]);
  });

  test.each([
    [{ columns: { item: 'sku' } }, 'bad-file', 'no column "sku"; the columns are "user", "item"'],
    [{ query: 'select user from data' }, 'bad-file', 'no column has a usual name of the item'],
    [
      { query: 'select [user] as user, item from data' },
      'bad-file',
      'column "user" has the type INTEGER[], but an id is a text or an integer; convert it in a query',
    ],
    [
      { query: 'select user, 1.5::double as item from data' },
      'bad-file',
      'column "item" has the type DOUBLE',
    ],
    [
      { query: 'select user, item, true as timestamp from data' },
      'bad-file',
      'column "timestamp" has the type BOOLEAN, but a time is a timestamp, a date, a number or a text',
    ],
    [{ query: 'selec 1' }, 'bad-query', 'syntax error at or near "selec"'],
    [{ query: 'select 1; select 2' }, 'bad-query', 'the query is not one SELECT'],
    [{ query: "copy data to 'other.csv'" }, 'bad-query', 'other.csv'],
    [{ query: 'set threads = 1' }, 'bad-query', 'the query is not one SELECT'],
    [{ query: 'select nothing from data' }, 'bad-query', 'column "nothing" not found'],
    [{ query: "select * from '/etc/passwd'" }, 'bad-query', '/etc/passwd'],
    [{ query: "select * from 'http://127.0.0.1/a.parquet'" }, 'bad-query', 'a.parquet'],
    [{ table: 'data' }, 'invalid-option', 'a source of format parquet takes no table'],
  ] as const)('%j is refused in one sentence', async (options, code, sentence) => {
    const path = await parquet('two.parquet', 'select 1 as user, 2 as item');
    const reading = read({ path, ...options });
    await expect(reading).rejects.toMatchObject({
      code,
      message: expect.stringContaining(sentence),
    });
    await expect(reading).rejects.toMatchObject({ message: expect.not.stringContaining('\n') });
  });

  test('a file that is not there, empty, or no Parquet is named', async () => {
    const file = (name: string): string => join(directory, name);
    await writeFile(file('empty.parquet'), '');
    await writeFile(file('text.parquet'), 'a text, not Parquet');
    const message = (name: string, sentence: string) => ({
      message: expect.stringMatching(new RegExp(`${name}.*${sentence}`)),
    });
    await expect(read({ path: file('none.parquet') })).rejects.toMatchObject(
      message('none.parquet', 'no such file'),
    );
    await expect(read({ path: file('empty.parquet') })).rejects.toMatchObject(
      message('empty.parquet', 'is empty'),
    );
    await expect(read({ path: file('text.parquet') })).rejects.toMatchObject(
      message('text.parquet', 'magic bytes'),
    );
  });

  // A stop that came while DuckDB was opened used to be lost.
  test.each([0, 1, 2, 5, 10, 20, 50, 100, 200])(
    'reading can be stopped after %i ms',
    async (ms) => {
      const path = await parquet('stop.parquet', 'select 1 as user, range as item from range(100)');
      const query =
        'select sum(a.item + b.range) as user, 1 as item from data as a, range(100000000) as b';
      const source = await openSource({ path, query });
      const stop = new AbortController();
      setTimeout(() => stop.abort(new Error('enough')), ms);
      await expect(collect(source.interactions({ signal: stop.signal }))).rejects.toThrow('enough');
    },
  );

  test('a stop before the query starts is not lost', async () => {
    const stop = new AbortController();
    const connection = await connectDuckDb(
      { name: 'numbers', files: [], setup: [] },
      { signal: stop.signal },
    );
    const query =
      'select sum(a.range + b.range) as user from range(100) as a, range(100000000) as b';
    const rows = connection.rows(query)[Symbol.asyncIterator]();
    const first = rows.next();
    stop.abort(new Error('enough'));
    await expect(first).rejects.toThrow('enough');
    await connection.close();
  });
});

describe('other files through DuckDB', () => {
  const rows = [
    { user: 1, item: 'tea', timestamp: 5 },
    { user: 2, item: 'milk', timestamp: 3 },
  ];

  test('a JSON array is known by its bracket', async () => {
    const path = join(directory, 'events.json');
    await writeFile(path, JSON.stringify(rows));
    expect(await read({ path })).toEqual(rows);
  });

  test('CSV and JSON Lines are the same rows', async () => {
    const csv = join(directory, 'events.csv');
    await writeFile(csv, 'user,item,timestamp\n1,tea,5\n2,milk,3\n');
    const lines = join(directory, 'events.ndjson');
    await writeFile(lines, rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
    for (const path of [csv, lines]) expect(await read({ path, format: 'duckdb' })).toEqual(rows);
    await expect(read({ path: [csv, lines], format: 'duckdb' })).rejects.toMatchObject({
      message:
        'files that are read together must be of one kind; events.csv, events.ndjson are not',
    });
  });

  test('a table or a query of a database file is read, and nothing is written beside the file', async () => {
    const folder = join(directory, 'shop');
    await mkdir(folder);
    const path = join(folder, 'shop.duckdb');
    await run(`create schema log; create table log.views as select 1 as user, 'tea' as item`, path);
    const expected = [{ user: 1, item: 'tea' }];
    expect(await read({ path, table: 'log.views' })).toEqual(expected);
    expect(await read({ path, query: 'from log.views' })).toEqual(expected);
    expect(await readdir(folder)).toEqual(['shop.duckdb']);
    await expect(read({ path })).rejects.toMatchObject({
      code: 'invalid-option',
      message: 'a source of format duckdb needs a table or a query that says what to read',
    });
    await expect(read({ path, table: 'views' })).rejects.toMatchObject({
      code: 'bad-query',
      message: expect.stringContaining('Table with name views does not exist'),
    });
    await expect(read({ path, table: 'a', query: 'b' })).rejects.toMatchObject({
      message: 'name a table or give a query, not both',
    });
  });
});

describe('a file of items', () => {
  const goods = `select * from (values
    (1::bigint, 'tea', ['hot', 'green'], 2.5::decimal(6, 2), date '2024-05-06', 'nan'::double),
    (2, null, [], null, null, 3),
    (9007199254740993, 'milk', null, 1, date '2024-05-07', null)
  ) as t(sku, label, tags, price, day, weight)`;
  const named = { itemIdColumn: 'sku', itemTitleColumn: 'label' };
  const attributes = ['tags', 'price', 'day', 'weight'];

  async function itemsOf(options: Omit<SourceOptions, 'path'>) {
    const path = join(directory, 'events.csv');
    await writeFile(path, 'user,item\n1,2\n');
    const source = await openSource({ path, ...options });
    return { source, items: await collect(source.items?.() ?? []) };
  }

  const expected = [
    {
      id: '1',
      title: 'tea',
      attributes: { tags: ['hot', 'green'], price: 2.5, day: '2024-05-06' },
    },
    { id: '2', attributes: { tags: [], weight: 3 } },
    { id: '9007199254740993', title: 'milk', attributes: { price: 1, day: '2024-05-07' } },
  ];

  test('of Parquet has named columns of many types, and NaN counts as missing', async () => {
    const items = await parquet('goods.parquet', goods);
    const given = { items, ...named, itemAttributes: attributes };
    const { source, items: read } = await itemsOf(given);
    expect(read).toEqual(expected);
    expect(source.files).toContain(items);
    const one = await itemsOf({ ...given, itemQuery: 'select * from data where price > 2;' });
    expect(one.items).toEqual(expected.slice(0, 1));
  });

  test('of DuckDB is a table of it', async () => {
    const items = join(directory, 'goods.duckdb');
    await run(`create table goods as ${goods}`, items);
    const { items: read } = await itemsOf({
      ...{ items, itemTable: 'goods', ...named, itemAttributes: attributes },
    });
    expect(read).toEqual(expected);
  });

  test('reports rows without an id, and infinite numbers, and continues where it may', async () => {
    const items = await parquet(
      'holes.parquet',
      `select * from (values (1, 1.0::double), (null, 2), (3, 'inf'::double)) as t(id, price)`,
    );
    const path = join(directory, 'events.csv');
    const source = await openSource({ path, ids: 'integer', items, itemAttributes: ['price'] });
    const bad: BadRow[] = [];
    const read = await collect(source.items?.({ onBadRow: (row) => bad.push(row) }) ?? []);
    expect(read).toEqual([{ id: 1, attributes: { price: 1 } }]);
    expect(bad.map(({ line, reason }) => [line, reason])).toEqual([
      [2, 'id is null'],
      [3, 'price is not a number: Infinity'],
    ]);
    await expect(collect(source.items?.() ?? [])).rejects.toThrow(
      'holes.parquet, record 2: id is null',
    );
  });

  test.each([
    [{ itemAttributes: ['colour'] }, 'no column "colour"; the columns are "id", "price"'],
    [
      { itemIdColumn: 'price' },
      'column "price" has the type DOUBLE, but an id is a text or an integer',
    ],
    [{ itemTable: 'a', itemQuery: 'select 1' }, 'name a table or give a query, not both'],
    [{ itemQuery: 'drop table data' }, 'the query is not one SELECT'],
  ])('is refused with %j', async (options, message) => {
    const items = await parquet('few.parquet', 'select 1 as id, 2.0::double as price');
    await expect(itemsOf({ items, ...options })).rejects.toThrow(message);
  });

  test('of text has no table, and one of a database needs a table or a query', async () => {
    const items = join(directory, 'goods.csv');
    await writeFile(items, 'id,title\n1,tea\n');
    await expect(itemsOf({ items, itemTable: 'goods' })).rejects.toThrow(
      'only items of a database or a Parquet file have a table',
    );
    const database = join(directory, 'other.duckdb');
    await run('create table goods (id int)', database);
    await expect(itemsOf({ items: database })).rejects.toThrow('needs a table or a query');
    await expect(itemsOf({ itemTable: 'goods' })).rejects.toThrow('takes no itemTable');
  });
});
