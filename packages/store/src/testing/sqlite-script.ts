import { existsSync } from 'node:fs';

/** The threads of SQLite run built code. */
export const sqliteScript: URL = new URL('../../dist/sqlite-worker.js', import.meta.url);
if (!existsSync(sqliteScript)) {
  throw new Error('these tests run the built sqlite-worker: `pnpm build` first');
}
