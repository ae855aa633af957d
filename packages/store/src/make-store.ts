import { AppendQueue } from './append-queue.js';
import { StoreError } from './error.js';
import type { EventStore } from './event-store.js';
import { changedItemOf, itemRowsOf } from './item-change.js';
import type { OpenStoreOptions } from './open-options.js';
import { formatPosition, parsePosition } from './position.js';
import type { StoreBackend } from './store-backend.js';
import { EVENT_LIMITS, eventOf, requireId, rowOf } from './store-event.js';

/** The most rows that one transaction deletes, so that appends can run in between. */
const PRUNED_AT_ONCE = 5000;
/** Ends the deletion of a user whose events arrive faster than they are deleted. */
const MAX_DELETIONS = 10;

/** The common part of all stores: checks arguments, joins appends, and turns events into rows and back. */
export function makeStore(
  backend: StoreBackend,
  { readOnly = false }: OpenStoreOptions = {},
): EventStore {
  const queue = new AppendQueue((rows) => backend.write(rows));
  let closing: Promise<void> | undefined;
  const requireOpen = () => {
    if (closing !== undefined) throw new StoreError('closed', `${backend.name} is closed`);
  };
  const requireWritable = () => {
    requireOpen();
    if (!readOnly) return;
    throw new StoreError('invalid-option', `${backend.name} was opened to read only`);
  };
  const deleteAll = async (user: string | number) => {
    let deleted = 0;
    for (let tries = 0; tries < MAX_DELETIONS; tries += 1) {
      deleted += await backend.delete(user);
      const [left] = await backend.interactions(user, 1, -EVENT_LIMITS.time);
      if (left === undefined) return deleted;
    }
    throw new StoreError(
      'unavailable',
      `events of this user come in as fast as they are deleted (${deleted} so far): stop them first`,
    );
  };
  return {
    name: backend.name,
    append: async (events) => {
      requireWritable();
      const rows = events.map((event, place) => {
        try {
          return rowOf(event);
        } catch (error) {
          if (!(error instanceof StoreError) || events.length === 1) throw error;
          throw new StoreError(error.code, `events.${place}.${error.message}`, error.cause);
        }
      });
      return rows.length === 0 ? { stored: 0, duplicates: 0 } : queue.append(rows);
    },
    history: async (user, { limit, since = -EVENT_LIMITS.time }) => {
      requireOpen();
      requireLimit(limit);
      return (await backend.history(requireId('user', user), limit, since)).map(eventOf);
    },
    interactions: async (user, { limit, since = -EVENT_LIMITS.time }) => {
      requireOpen();
      requireLimit(limit);
      return backend.interactions(requireId('user', user), limit, since);
    },
    page: async ({ user, after, limit }) => {
      requireOpen();
      requireLimit(limit);
      const rows = await backend.page(
        user === undefined ? undefined : requireId('user', user),
        after === undefined ? undefined : parsePosition(after),
        // One more row shows whether there is a next page.
        limit + 1,
      );
      const last = rows.length > limit ? rows[limit - 1] : undefined;
      return {
        events: rows.slice(0, limit).map(eventOf),
        ...(last !== undefined && { next: formatPosition(last) }),
      };
    },
    delete: async (user) => {
      requireWritable();
      return deleteAll(requireId('user', user));
    },
    merge: async (from, into) => {
      requireWritable();
      const [source, target] = [requireId('from', from), requireId('into', into)];
      return source === target ? 0 : backend.merge(source, target);
    },
    prune: async (before) => {
      requireWritable();
      let pruned = 0;
      for (;;) {
        const some = await backend.prune(before, PRUNED_AT_ONCE);
        pruned += some;
        if (some < PRUNED_AT_ONCE || closing !== undefined) return pruned;
      }
    },
    changeItem: async (item, state, after) => {
      requireWritable();
      return (await backend.changeItems(itemRowsOf([{ item, state, after }])))?.[0];
    },
    changeItems: async (changes) => {
      requireWritable();
      return changes.length === 0 ? [] : backend.changeItems(itemRowsOf(changes));
    },
    changedItems: async (after, limit) => {
      requireOpen();
      requireLimit(limit);
      return (await backend.changedItems(after, limit)).map(changedItemOf);
    },
    check: async () => {
      requireOpen();
      await backend.check();
    },
    close: () => {
      closing ??= queue.idle().then(() => backend.close());
      return closing;
    },
  };
}

function requireLimit(limit: number): void {
  if (Number.isSafeInteger(limit) && limit >= 1) return;
  throw new StoreError(
    'invalid-option',
    `limit: expected a whole number of at least 1, got ${limit}`,
  );
}
