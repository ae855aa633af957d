import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'libsql';
import { afterAll, describe, expect, test } from 'vitest';
import { openSqliteStore } from './sqlite-store.js';
import { sqliteScript } from './testing/sqlite-script.js';
import { testStoreContract } from './testing/store-contract.js';

const root = mkdtempSync(join(tmpdir(), 'store-sqlite-'));
afterAll(() => rmSync(root, { recursive: true }));

const open = (path: string) => openSqliteStore(path, { sqliteScript });
let files = 0;
const newPath = () => {
  files += 1;
  return join(root, `${files}`, 'events.db');
};
const event = { id: 'e', user: 'ann', item: 'tea', time: 1_700_000_000_000, type: 'view' };

describe('the store in SQLite', () => {
  let path: string;
  testStoreContract({
    open: () => {
      path = newPath();
      return open(path);
    },
    openAgain: () => open(path),
  });

  test('a file of layout 1 has its events, and remembers merges from then on', async () => {
    const path = newPath();
    const store = await open(path);
    await store.append([event]);
    await store.close();
    const database = new Database(path);
    database.exec('drop table alias; pragma user_version = 1');
    database.close();
    await expect(openSqliteStore(path, { sqliteScript, readOnly: true })).rejects.toThrow(
      'holds events in layout 1, and this version of @org/store reads layout 2: open it once to write',
    );
    const again = await open(path);
    await again.merge('session', 'ann');
    await again.append([{ ...event, id: 'f', user: 'session' }]);
    expect(await again.history('ann', { limit: 9 })).toEqual([event, { ...event, id: 'f' }]);
    await again.close();
  });

  test('a deleted user is in no byte of the files', async () => {
    const path = newPath();
    const store = await open(path);
    const marked = (n: number) => ({ ...event, id: `marker-id-${n}`, user: 'marker-user' });
    await store.append(Array.from({ length: 500 }, (_, n) => marked(n)));
    await store.append([event]);
    await store.merge('marker-session', 'marker-user');
    const bytes = () =>
      readdirSync(join(path, '..'))
        .map((name) => readFileSync(join(path, '..', name), 'latin1'))
        .join('');
    expect(bytes()).toContain('marker-');
    expect(await store.delete('marker-user')).toBe(500);
    expect(bytes()).not.toContain('marker-');
    expect(await store.history('ann', { limit: 9 })).toEqual([event]);
    await store.close();
    expect(bytes()).not.toContain('marker-');
  });

  test('ids in the file are of their own types, for whoever reads it with SQL', async () => {
    const path = newPath();
    const store = await open(path);
    await store.append([
      { ...event, user: 5, item: 6 },
      { ...event, id: 'f', user: '5' },
    ]);
    await store.close();
    const database = new Database(path);
    const types = 'select typeof(user) as user, typeof(item) as item from event order by arrival';
    expect(database.prepare(types).all()).toMatchObject([
      { user: 'integer', item: 'integer' },
      { user: 'text', item: 'text' },
    ]);
    database.close();
  });

  test('a file that is no database, or one of something else, is refused and left as it is', async () => {
    const text = join(root, 'text.db');
    writeFileSync(text, 'a text, not a database, and long enough to have a header'.repeat(99));
    await expect(open(text)).rejects.toMatchObject({
      code: 'wrong-database',
      message: `${text}: the file is not a SQLite database`,
    });
    const other = join(root, 'other.db');
    const database = new Database(other);
    database.exec('create table shop (id integer)');
    await expect(open(other)).rejects.toMatchObject({
      code: 'wrong-database',
      message: expect.stringContaining('without events of @org/store: name another file'),
    });
    expect(database.prepare('select name from sqlite_schema').all()).toHaveLength(1);
    database.exec('pragma user_version = 9');
    database.close();
    await expect(open(other)).rejects.toThrow('holds events in layout 9');
  });

  test('a path that cannot be written is named', async () => {
    const file = join(root, 'file');
    writeFileSync(file, '');
    await expect(open(join(file, 'events.db'))).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringContaining(join(file, 'events.db')),
    });
  });
});
