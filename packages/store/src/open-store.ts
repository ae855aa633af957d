import { StoreError } from './error.js';
import type { EventStore } from './event-store.js';
import { memoryStore } from './memory-store.js';
import type { OpenStoreOptions } from './open-options.js';

/** The kinds of stores by the beginning of their URLs. */
const KINDS: readonly (readonly [
  RegExp,
  (url: string, options: OpenStoreOptions) => Promise<EventStore>,
])[] = [
  [/^memory:$/, async () => memoryStore()],
  [
    /^sqlite:./,
    async (url, options) => {
      const { openSqliteStore } = await import('./sqlite-store.js');
      return openSqliteStore(url.slice('sqlite:'.length), options);
    },
  ],
  [
    /^rediss?:\/\/./,
    async (url, options) => {
      const { openRedisStore } = await import('./redis-store.js');
      return openRedisStore(url, options);
    },
  ],
  [
    /^postgres(ql)?:\/\/./,
    async (url, options) => {
      const { openPostgresStore } = await import('./postgres-store.js');
      return openPostgresStore(url, options);
    },
  ],
];

/** The URLs that name stores, for messages. */
export const STORE_URLS = 'sqlite:<path>, redis://<host>, postgres://<host>/<database> or memory:';

/** Whether a text names a store. */
export function isStoreUrl(text: string): boolean {
  return KINDS.some(([pattern]) => pattern.test(text));
}

/**
 * Opens the store that a URL names, and loads the package that it needs.
 *
 * @throws StoreError
 * @example
 * const store = await openStore('sqlite:events.db');
 */
export async function openStore(url: string, options: OpenStoreOptions = {}): Promise<EventStore> {
  const kind = KINDS.find(([pattern]) => pattern.test(url));
  if (kind !== undefined) return kind[1](url, options);
  // The rest of a URL may contain a password.
  const [scheme] = url.split(':');
  throw new StoreError('invalid-option', `no store is named ${scheme}…: expected ${STORE_URLS}`);
}
