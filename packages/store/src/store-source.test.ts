import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { prepareDataset } from '@org/seqrec-data';
import { afterAll, expect, test, vi } from 'vitest';
import { openSqliteStore } from './sqlite-store.js';
import { storeSource } from './store-source.js';
import { sqliteScript } from './testing/sqlite-script.js';

// The threads of SQLite run built code, also where the package opens the store itself.
vi.mock('./sqlite-store.js', async (original) => {
  const { openSqliteStore: open } = await original<typeof import('./sqlite-store.js')>();
  return {
    openSqliteStore: (path: string, options = {}) => open(path, { sqliteScript, ...options }),
  };
});

const root = mkdtempSync(join(tmpdir(), 'store-source-'));
afterAll(() => rmSync(root, { recursive: true }));
const path = join(root, 'events.db');

test('the events of a store become sequences in order of time, with ids of their own types', async () => {
  const store = await openSqliteStore(path);
  const event = { user: 'ann', item: 'tea', time: 20, type: 'view' };
  await store.append([
    { ...event, id: 'b' },
    { ...event, id: 'a', item: 5, time: 10, value: 3 },
    { ...event, id: 'c', user: 7, item: '5' },
    { ...event, id: 'd', item: 'milk', time: 30, type: 'dislike' },
  ]);
  // Beside a server that writes.
  const source = storeSource(`sqlite:${path}`);
  const interactions: unknown[] = [];
  for await (const block of source.interactions()) interactions.push(...block);
  expect(interactions).toEqual([
    { user: 'ann', item: 5, timestamp: 10, value: 3 },
    { user: 'ann', item: 'tea', timestamp: 20 },
    { user: 7, item: '5', timestamp: 20 },
    { user: 'ann', item: 'milk', timestamp: 30, disliked: true },
  ]);
  const { catalogue, sequences } = await prepareDataset(source);
  expect(sequences.userIds).toEqual([7, 'ann']);
  expect([5, '5', 'tea'].every((id) => catalogue.indexOf(id) !== undefined)).toBe(true);
  await store.close();
});

test('titles and attributes come from a file, for ids that are numbers and for texts', async () => {
  const items = join(root, 'items.csv');
  writeFileSync(items, 'id,title,shelf\ntea,Green tea,3\n5,Five,1\njam,Jam,3\n');
  const source = storeSource(`sqlite:${path}`, { items: { path: items, attributes: ['shelf'] } });
  const { catalogue, manifest } = await prepareDataset(source);
  const titles = catalogue.items.map(({ id, title, attributes }) => [id, title, attributes?.shelf]);
  expect(titles).toEqual([
    [5, 'Five', '1'],
    ['5', 'Five', '1'],
    ['tea', 'Green tea', '3'],
  ]);
  expect(manifest.source.files.map((file) => file.name)).toEqual(['items.csv']);
});

test('a store that is not there is not made', async () => {
  const missing = join(root, 'none', 'events.db');
  const reading = storeSource(`sqlite:${missing}`).interactions()[Symbol.asyncIterator]().next();
  await expect(reading).rejects.toMatchObject({
    code: 'unavailable',
    message: `${missing}: there is no such file`,
  });
});

test('a store that was opened to read only keeps, moves and deletes nothing', async () => {
  const store = await openSqliteStore(path, { readOnly: true });
  const refused = { code: 'invalid-option', message: `SQLite ${path} was opened to read only` };
  const event = { id: 'z', user: 'ann', item: 'tea', time: 20, type: 'view' };
  await expect(store.append([event])).rejects.toMatchObject(refused);
  await expect(store.delete('ann')).rejects.toMatchObject(refused);
  await expect(store.merge('ann', 'bob')).rejects.toMatchObject(refused);
  await expect(store.prune(99)).rejects.toMatchObject(refused);
  expect(await store.history('ann', { limit: 9 })).toHaveLength(3);
  await store.close();
});

test('the settings of a source hold no password', () => {
  const { settings } = storeSource('postgres://me:secret@db.example/shop?password=secret');
  expect(settings).toEqual({ store: 'postgres://db.example/shop' });
});
