import type { EventStore } from '../event-store.js';
import { openPostgresStore } from '../postgres-store.js';
import { openRedisStore } from '../redis-store.js';
import { openSqliteStore } from '../sqlite-store.js';
import { sqliteScript } from './sqlite-script.js';

/** Opens a store for a test: a SQLite file, or keys or a schema of this name in a database that others use, too. */
export function openNamedStore(url: string, name: string): Promise<EventStore> {
  if (url.startsWith('redis')) return openRedisStore(url, { name });
  if (url.startsWith('postgres')) return openPostgresStore(url, { name });
  return openSqliteStore(url, { sqliteScript });
}
