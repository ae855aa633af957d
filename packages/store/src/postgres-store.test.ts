import { randomUUID } from 'node:crypto';
import postgres from 'postgres';
import { afterAll, describe, expect, test } from 'vitest';
import { openPostgresStore } from './postgres-store.js';
import { testStoreContract } from './testing/store-contract.js';

const server = process.env.ORG_POSTGRES_URL;
if (server === undefined) {
  console.warn(
    'most of postgres-store.test.ts is skipped: set ORG_POSTGRES_URL to a database it may make schemas in',
  );
}

/** Schemas of this run begin with it. */
const run = `seqrec_test_${randomUUID().slice(0, 8)}`;
let stores = 0;
const newName = () => {
  stores += 1;
  return `${run}_${stores}`;
};

describe.skipIf(server === undefined)('the store in Postgres', () => {
  const url = server ?? 'postgres://none';
  const sql = postgres(url, { onnotice: () => {} });
  let name: string;
  testStoreContract({
    open: () => {
      name = newName();
      return openPostgresStore(url, { name });
    },
    openAgain: () => openPostgresStore(url, { name }),
  });

  test('a schema of layout 1 has its events, and remembers merges from then on', async () => {
    const name = newName();
    const event = { id: 'e', user: 'ann', item: 'tea', time: 1_700_000_000_000, type: 'view' };
    const store = await openPostgresStore(url, { name });
    await store.append([event]);
    await store.close();
    await sql`drop table ${sql(name)}.alias`;
    await sql.unsafe(`comment on schema ${name} is 'events of @org/store, layout 1'`);
    await expect(openPostgresStore(url, { name, readOnly: true })).rejects.toThrow(
      'has events of @org/store, layout 1, and this version of @org/store reads layout 2: open it once to write',
    );
    const again = await openPostgresStore(url, { name });
    await again.merge('session', 'ann');
    await again.append([{ ...event, id: 'f', user: 'session' }]);
    expect(await again.history('ann', { limit: 9 })).toHaveLength(2);
    await again.close();
  });

  test('a schema of something else is refused and left as it is', async () => {
    const name = newName();
    await sql`create schema ${sql(name)}`;
    await expect(openPostgresStore(url, { name })).rejects.toMatchObject({
      code: 'wrong-database',
      message: expect.stringContaining(`has a schema ${name} without events of @org/store`),
    });
    const tables = await sql`select 1 from pg_tables where schemaname = ${name}`;
    expect(tables).toHaveLength(0);
  });

  test('two that open an empty database at once both get the table', async () => {
    const name = newName();
    const opened = await Promise.all([1, 2, 3].map(() => openPostgresStore(url, { name })));
    for (const store of opened) await store.close();
    expect(opened).toHaveLength(3);
  });

  afterAll(async () => {
    for (let n = 1; n <= stores; n += 1) {
      await sql`drop schema if exists ${sql(`${run}_${n}`)} cascade`;
    }
    await sql.end();
  });
});

test('a server that is not there is named, without the password', async () => {
  await expect(openPostgresStore('postgres://me:secret@127.0.0.1:1/shop')).rejects.toMatchObject({
    code: 'unavailable',
    message: expect.stringMatching(/^Postgres 127\.0\.0\.1:1\/shop: (?!.*secret)/),
  });
});
