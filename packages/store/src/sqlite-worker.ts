import { parentPort, workerData } from 'node:worker_threads';
import { reasonOf, StoreError } from './error.js';
import { openSqliteDatabase, type SqliteDatabase, type SqliteOptions } from './sqlite-database.js';
import type { SqliteAnswer, SqliteRequest } from './sqlite-thread.js';

// The thread with an open SQLite database. It handles requests in order.

const port = parentPort;
if (port === null) throw new Error('sqlite-worker runs as a worker thread only');
const answer = (message: SqliteAnswer) => port.postMessage(message);

let opening: Promise<SqliteDatabase> | undefined;
let last = Promise.resolve();
port.on('message', (request: SqliteRequest) => {
  last = last.then(() => handle(request));
});

async function handle({ id, method, args }: SqliteRequest): Promise<void> {
  try {
    if (method === 'close' && opening === undefined) return answer({ id });
    // A database that failed to open, on a full disk for example, may open the next time.
    opening ??= openSqliteDatabase(workerData as SqliteOptions).catch((error: unknown) => {
      opening = undefined;
      throw error;
    });
    const database = await opening;
    const call = database[method] as (...args: readonly unknown[]) => unknown;
    answer({ id, value: call(...args) });
  } catch (error) {
    const code = error instanceof StoreError ? error.code : 'unavailable';
    answer({ id, error: { code, message: reasonOf(error) } });
  }
}
