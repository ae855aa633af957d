import type { ExternalId } from '@org/seqrec-data';
import type { EventStore } from './event-store.js';
import { makeStore } from './make-store.js';
import type { PlacedRow, Position, StoreBackend } from './store-backend.js';

/** Keeps events in this process, for tests and small uses: they are gone when it ends. */
export function memoryStore(): EventStore {
  return makeStore(memoryBackend());
}

function memoryBackend(): StoreBackend {
  const ids = new Set<string>();
  /** In order. */
  let all: PlacedRow[] = [];
  const users = new Map<ExternalId, PlacedRow[]>();
  let arrivals = 0;
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
  return {
    name: 'memory',
    write: async (rows) => {
      const fresh: string[] = [];
      for (const row of rows) {
        if (ids.has(row.id)) continue;
        ids.add(row.id);
        fresh.push(row.id);
        arrivals += 1;
        const placed = { ...row, arrival: arrivals };
        insert(all, placed);
        const own = rowsOf(row.user);
        insert(own, placed);
        users.set(row.user, own);
      }
      return fresh;
    },
    history: async (user, limit, since) =>
      rowsOf(user)
        .slice(-limit)
        .filter(({ time }) => time >= since),
    page: async (user, after, limit) => {
      const rows = user === undefined ? all : rowsOf(user);
      const start = after === undefined ? 0 : firstAfter(rows, after);
      return rows.slice(start, start + limit);
    },
    delete: async (user) => remove(new Set(rowsOf(user))),
    merge: async (from, into) => {
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
    prune: async (before, limit) =>
      remove(new Set(all.filter(({ time }) => time < before).slice(0, limit))),
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
