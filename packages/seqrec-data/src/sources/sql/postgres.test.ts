import { createServer } from 'node:net';
import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { prepareDataset } from '../../preparation/prepare-dataset.js';
import { collect } from '../../testing/collect.js';
import type { Interaction } from '../interaction.js';
import { openSource, type SourceOptions } from '../open-source.js';

const server = process.env.ORG_POSTGRES_URL;
if (server === undefined) {
  console.warn(
    'most of postgres.test.ts is skipped: set ORG_POSTGRES_URL to a database it may make a schema in',
  );
}

async function read(options: Omit<SourceOptions, 'path'>): Promise<Interaction[]> {
  return collect((await openSource({ path: server ?? '', ...options })).interactions());
}

describe.skipIf(server === undefined)('a Postgres server', () => {
  const sql = postgres(server ?? 'postgres://none', { onnotice: () => {} });

  beforeAll(async () => {
    await sql.unsafe(`
      drop schema if exists seqrec_test cascade;
      create schema seqrec_test;
      create type seqrec_test.kind as enum ('tea', 'milk');
      create table seqrec_test.events (
        "user" bigint, item text, at timestamptz, day date, score numeric, kind seqrec_test.kind, bad boolean, tags text[]);
      insert into seqrec_test.events values
        (2, 'a', '2020-01-01 02:00:00.123999+02', '1970-01-02', 4.5, 'tea', true, '{}'),
        (1, 'b', '1969-12-31 23:59:59+00', '1970-01-03', null, 'milk', false, '{}'),
        (2, '7', '2020-01-01 00:00:00.123001+00', '1970-01-04', 3, 'tea', null, '{}');`);
  });

  afterAll(async () => {
    await sql.unsafe('drop schema seqrec_test cascade');
    await sql.end();
  });

  const table = 'seqrec_test.events';
  const columns = { user: 'user', item: 'item' };

  test('a table with columns of many types', async () => {
    const named = { ...columns, timestamp: 'at', value: 'score', session: 'kind', disliked: 'bad' };
    const source = await openSource({ path: server ?? '', table, columns: named });
    expect(await collect(source.interactions())).toEqual([
      {
        user: 2,
        item: 'a',
        timestamp: 1577836800123.999,
        value: 4.5,
        session: 'tea',
        disliked: true,
      },
      { user: 1, item: 'b', timestamp: -1000, session: 'milk' },
      { user: 2, item: '7', timestamp: 1577836800123.001, value: 3, session: 'tea' },
    ]);
    expect(source).toMatchObject({ format: 'postgres', files: [], live: true });
    expect(source.timestampUnit).toBe('milliseconds');
  });

  test('items of a table have named columns, lists among them, and the source is live', async () => {
    await sql.unsafe(`
      create table seqrec_test.goods (sku bigint, label text, tags text[], price numeric, more jsonb);
      insert into seqrec_test.goods values
        (1, 'tea', '{hot,green}', 2.5, '["a", 2]'), (2, null, null, 'NaN', null);`);
    const source = await openSource({
      ...{ path: server ?? '', table, columns: { user: 'user', item: 'item' } },
      ...{ items: server ?? '', itemTable: 'seqrec_test.goods', itemIdColumn: 'sku' },
      ...{ itemTitleColumn: 'label', itemAttributes: ['tags', 'price', 'more'] },
    });
    expect(await collect(source.items?.() ?? [])).toEqual([
      {
        id: '1',
        title: 'tea',
        attributes: { tags: ['hot', 'green'], price: 2.5, more: ['a', '2'] },
      },
      { id: '2', attributes: {} },
    ]);
    expect(source).toMatchObject({ files: [], live: true });
    expect(JSON.stringify(source.settings)).not.toContain('//');
  });

  test('dates begin at midnight UTC', async () => {
    const events = await read({ table, columns: { ...columns, timestamp: 'day' } });
    expect(events.map(({ timestamp }) => timestamp)).toEqual([
      86_400_000, 172_800_000, 259_200_000,
    ]);
  });

  test('times keep their microseconds, before 1970 and far from it too', async () => {
    const moments = [
      ['1970-01-01 00:00:00.000001', 1],
      ['1969-12-31 23:59:59.999999', -1],
      ['1969-12-31 23:59:58.999001', -1_000_999],
      ['2020-02-29 23:59:59.999999', 1_583_020_799_999_999],
      ['1901-12-13 20:45:51.123456', -2_147_483_648_876_544],
      ['2100-12-31 12:00:00.000999', 4_133_937_600_000_999],
    ] as const;
    for (const type of ['timestamp', 'timestamptz']) {
      const rows = moments.map(([text], i) => `(1, ${i}, '${text}'::timestamp at time zone 'UTC')`);
      const query = `select column1 as user, column2 as item, column3::${type} as time from (values ${rows.join(', ')}) as v order by 2`;
      const events = await read({ query });
      expect(events.map(({ timestamp = 0 }) => Math.round(timestamp * 1000))).toEqual(
        moments.map(([, microseconds]) => microseconds),
      );
    }
  });

  test('each microsecond is a time of its own', async () => {
    const query = `select 1 as user, n as item, timestamptz 'epoch' + (1577836799998000 + n) * interval '1 microsecond' as time
      from generate_series(0, 4000) as n`;
    const times = (await read({ query })).map(({ timestamp = 0 }) => timestamp);
    expect(times.map((time) => Math.round(time * 1000) - 1_577_836_799_998_000)).toEqual(
      Array.from({ length: 4001 }, (_, n) => n),
    );
    expect(times.every((time, n) => n === 0 || time > (times[n - 1] ?? 0))).toBe(true);
  });

  test('a time without an end is a bad row', async () => {
    const query = "select 1 as user, 2 as item, 'infinity'::timestamptz as time";
    await expect(read({ query })).rejects.toMatchObject({ code: 'bad-row' });
  });

  test('a query chooses and orders; ids are read as the option says', async () => {
    const query = `select "user", 7 as item from ${table} order by at desc, item -- newest first\n;`;
    expect(await read({ query, ids: 'string' })).toEqual([
      { user: '2', item: '7' },
      { user: '2', item: '7' },
      { user: '1', item: '7' },
    ]);
  });

  test('many rows come in the order of the query', async () => {
    const query = 'select n % 2 as user, n as item from generate_series(1, 50000) as n order by -n';
    const items = (await read({ query })).map(({ item }) => item);
    expect(items).toEqual(Array.from({ length: 50_000 }, (_, i) => 50_000 - i));
  });

  test('the manifest names neither host, user nor password', async () => {
    const source = await openSource({ path: server ?? '', table, columns });
    const { manifest } = await prepareDataset(source);
    expect(manifest.source.files).toEqual([]);
    expect(manifest.source.settings).toMatchObject({ table });
    expect(JSON.stringify(manifest)).not.toContain(new URL(server ?? '').host);
  });

  test.each([
    [{ table: 'nowhere' }, 'bad-query', 'relation "nowhere" does not exist'],
    [{ query: 'selec 1' }, 'bad-query', 'syntax error at or near "1"'],
    [{ query: `delete from ${table} returning *` }, 'bad-query', 'syntax error at or near "from"'],
    [{ query: "select nextval('none') as user, 1 as item" }, 'bad-query', 'does not exist'],
    [
      { query: 'select 1/(n - 3) as user, n as item from generate_series(1, 5) as n' },
      'bad-query',
      'division by zero',
    ],
    [{ table, columns: { ...columns, item: 'sku' } }, 'bad-file', 'no column "sku"'],
    [
      { table, columns: { ...columns, item: 'tags' } },
      'bad-file',
      'column "tags" has the type text[], but an id is a text or an integer; convert it in a query',
    ],
    [{ table, columns: { ...columns, value: 'at' } }, 'bad-file', 'but a value is a number'],
    [{ table, columns: { ...columns, timestamp: 'score' } }, 'bad-row', ':2: score is null'],
  ] as const)('%j is refused in one sentence', async (options, code, sentence) => {
    await expect(read(options)).rejects.toMatchObject({
      code,
      message: expect.stringContaining(sentence),
    });
  });

  test('a wrong password is refused without showing it', async () => {
    const url = new URL(server ?? '');
    url.password = 'wrong-password';
    const source = await openSource({ path: String(url), table });
    const reading = collect(source.interactions());
    await expect(reading).rejects.toMatchObject({ code: 'source-missing' });
    await expect(reading).rejects.toThrow('password authentication failed');
    await expect(reading).rejects.not.toThrow('wrong-password');
  });

  test('reading can be stopped within a query', async () => {
    const source = await openSource({
      path: server ?? '',
      query: 'select pg_sleep(20)::text as user, 1 as item',
    });
    const stop = new AbortController();
    setTimeout(() => stop.abort(new Error('enough')), 200);
    const started = performance.now();
    await expect(collect(source.interactions({ signal: stop.signal }))).rejects.toThrow('enough');
    expect(performance.now() - started).toBeLessThan(5000);
  });
});

test('a server that does not answer is named in one sentence, without the password', async () => {
  const port = await freePort();
  const path = `postgres://ann:secret@127.0.0.1:${port}/shop`;
  const source = await openSource({ path, table: 'events' });
  await expect(collect(source.interactions())).rejects.toMatchObject({
    code: 'source-missing',
    message: `postgres://127.0.0.1:${port}/shop cannot be read: connect ECONNREFUSED 127.0.0.1:${port}; is the server running?`,
  });
});

test.each([
  [{ path: 'postgres://host/db' }, 'a source of format postgres needs a table or a query'],
  [{ path: 'host/db', format: 'postgres', table: 'a' }, 'is named by a URL: postgres://user@host'],
  [{ path: ['postgres://a/b', 'postgres://c/d'], table: 'a' }, 'has one path, got 2'],
] as const)('%j is refused', async (options, sentence) => {
  await expect(openSource(options)).rejects.toMatchObject({
    code: 'invalid-option',
    message: expect.stringContaining(sentence),
  });
});

/** A port of this machine without a listener. */
async function freePort(): Promise<number> {
  const listening = createServer();
  await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve));
  const address = listening.address();
  await new Promise((resolve) => listening.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
