import type { EventStore } from './event-store.js';
import { makeStore } from './make-store.js';
import type { OpenStoreOptions } from './open-options.js';
import { SqliteThread } from './sqlite-thread.js';
import type { StoreBackend } from './store-backend.js';

/**
 * Opens a store in a SQLite file, or creates it. It is open in two threads, so that reads never wait for the disk of a write.
 * Needs the package `libsql`.
 */
export async function openSqliteStore(
  path: string,
  {
    sqliteScript = new URL('./sqlite-worker.js', import.meta.url),
    readOnly = false,
  }: OpenStoreOptions = {},
): Promise<EventStore> {
  const writer = new SqliteThread({ path, readOnly }, sqliteScript);
  const reader = new SqliteThread({ path, readOnly: true }, sqliteScript);
  const close = async () => {
    await reader.close();
    await writer.close();
  };
  try {
    // Both start at once; if the file is new, the reader finds it at the second try.
    const first = reader.call('check').catch(() => {});
    await writer.call('check');
    await first;
    await reader.call('check');
  } catch (error) {
    await close().catch(() => {});
    throw error;
  }
  const backend: StoreBackend = {
    name: `SQLite ${path}`,
    write: (rows) => writer.call('write', rows),
    history: (...args) => reader.call('history', ...args),
    interactions: async (...args) => JSON.parse(await reader.call('interactions', ...args)),
    page: (...args) => reader.call('page', ...args),
    delete: (user) => writer.call('delete', user),
    merge: (from, into) => writer.call('merge', from, into),
    prune: (before, limit) => writer.call('prune', before, limit),
    changeItems: (...args) => writer.call('changeItems', ...args),
    changedItems: (...args) => reader.call('changedItems', ...args),
    check: async () => {
      await Promise.all([writer.call('check'), reader.call('check')]);
    },
    close,
  };
  return makeStore(backend, { readOnly });
}
