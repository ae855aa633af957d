import type { ExternalId } from '@org/seqrec-data';
import type { EventStore } from './event-store.js';
import type { ItemRow } from './item-change.js';
import { makeStore } from './make-store.js';
import type { PlacedRow, Position, StoreBackend } from './store-backend.js';

/** Stores events in the memory of this process, for tests and small uses. They are lost when it ends. */
export function memoryStore(): EventStore {
  return makeStore(memoryBackend());
}

function memoryBackend(): StoreBackend {
  const ids = new Set<string>();
  /** In order. */
  let all: PlacedRow[] = [];
  const users = new Map<ExternalId, PlacedRow[]>();
  /** The user of each merged id. No user is an alias. */
  const aliases = new Map<ExternalId, ExternalId>();
  let arrivals = 0;
  /** In the order of their revisions. */
  const items = new Map<ExternalId, ItemRow>();
  let revisions = 0;
  const insert = (rows: PlacedRow[], row: PlacedRow) => {
    rows.splice(firstAfter(rows, row), 0, row);
  };
  const remove = (gone: ReadonlySet<PlacedRow>) => {
    for (const row of gone) ids.delete(row.id);
    all = all.filter((row) => !gone.has(row));
    for (const user of new Set([...gone].map((row) => row.user))) {
      const left = users.get(user)?.filter((row) => !gone.has(row)) ?? [];
      if (left.length === 0) users.delete(user);
      else users.set(user, left);
    }
    return gone.size;
  };
  const rowsOf = (user: ExternalId) => users.get(user) ?? [];
  const userOf = (id: ExternalId) => aliases.get(id) ?? id;
  const newest = (user: ExternalId, limit: number, since: number) =>
    rowsOf(userOf(user))
      .slice(-limit)
      .filter(({ time }) => time >= since);
  const aliasesOf = (user: ExternalId) => [...aliases.keys()].filter((id) => userOf(id) === user);
  return {
    name: 'memory',
    write: async (rows) => {
      const fresh: string[] = [];
      for (const row of rows) {
        if (ids.has(row.id)) continue;
        ids.add(row.id);
        fresh.push(row.id);
        arrivals += 1;
        const user = userOf(row.user);
        const placed = { ...row, user, arrival: arrivals };
        insert(all, placed);
        const own = rowsOf(user);
        insert(own, placed);
        users.set(user, own);
      }
      return fresh;
    },
    history: async (...args) => newest(...args),
    interactions: async (...args) =>
      newest(...args).map(({ item, time, type }) => ({ item, time, type })),
    page: async (user, after, limit) => {
      const rows = user === undefined ? all : rowsOf(userOf(user));
      const start = after === undefined ? 0 : firstAfter(rows, after);
      return rows.slice(start, start + limit);
    },
    delete: async (user) => {
      for (const id of [user, ...aliasesOf(user)]) aliases.delete(id);
      return remove(new Set(rowsOf(user)));
    },
    merge: async (from, given) => {
      const into = userOf(given);
      if (into === from) return 0;
      for (const id of [from, ...aliasesOf(from)]) aliases.set(id, into);
      const moved = rowsOf(from).map((row) => ({ ...row, user: into }));
      const gone = new Set(rowsOf(from));
      remove(gone);
      const own = rowsOf(into);
      for (const row of moved) {
        ids.add(row.id);
        insert(all, row);
        insert(own, row);
      }
      if (moved.length > 0) users.set(into, own);
      return moved.length;
    },
    prune: async (before, limit) => {
      const gone = new Set(all.filter(({ time }) => time < before).slice(0, limit));
      remove(gone);
      for (const { user } of gone) {
        if (users.has(user)) continue;
        for (const id of aliasesOf(user)) aliases.delete(id);
      }
      return gone.size;
    },
    changeItems: async (changes) => {
      const isLast = changes.every(({ item, after }) => (items.get(item)?.revision ?? 0) === after);
      if (!isLast) return undefined;
      return changes.map(({ item, body }) => {
        revisions += 1;
        items.delete(item);
        items.set(item, { item, body, revision: revisions });
        return revisions;
      });
    },
    changedItems: async (after, limit) =>
      [...items.values()].filter(({ revision }) => revision > after).slice(0, limit),
    check: async () => {},
    close: async () => {},
  };
}

/** The index of the first row that comes after a place. */
function firstAfter(rows: readonly PlacedRow[], { time, arrival }: Position): number {
  let [low, high] = [0, rows.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const row = rows[middle];
    const before =
      row !== undefined && (row.time < time || (row.time === time && row.arrival <= arrival));
    if (before) low = middle + 1;
    else high = middle;
  }
  return low;
}
