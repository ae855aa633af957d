import { existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import type { ExternalId } from '@org/seqrec-data';
import type Libsql from 'libsql';
import { reasonOf, StoreError } from './error.js';
import type { ItemRow } from './item-change.js';
import { loadPackage } from './load-package.js';
import { SQLITE_ITEMS, SQLITE_SCHEMA, SQLITE_UPGRADE, SQLITE_VERSION } from './sqlite-schema.js';
import type { PlacedRow, StoreBackend } from './store-backend.js';
import type { EventRow } from './store-event.js';

/** How long a statement waits while another process writes. */
const BUSY_MS = 5000;

/** The operations of the thread that has the database open; each blocks it. */
export interface SqliteDatabase {
  write(...args: Parameters<StoreBackend['write']>): readonly string[];
  history(...args: Parameters<StoreBackend['history']>): readonly EventRow[];
  /** As JSON, which crosses threads faster than objects. */
  interactions(...args: Parameters<StoreBackend['interactions']>): string;
  page(...args: Parameters<StoreBackend['page']>): readonly PlacedRow[];
  delete(...args: Parameters<StoreBackend['delete']>): number;
  merge(...args: Parameters<StoreBackend['merge']>): number;
  prune(...args: Parameters<StoreBackend['prune']>): number;
  changeItems(...args: Parameters<StoreBackend['changeItems']>): readonly number[] | undefined;
  changedItems(...args: Parameters<StoreBackend['changedItems']>): readonly ItemRow[];
  check(): void;
  close(): void;
}

export interface SqliteOptions {
  readonly path: string;
  /** Whether to read only; the file must exist. */
  readonly readOnly: boolean;
}

/** Opens a database file, and creates it if it is missing. */
export async function openSqliteDatabase({
  path,
  readOnly,
}: SqliteOptions): Promise<SqliteDatabase> {
  const { default: Database } = await loadPackage('libsql', () => import('libsql'));
  return attempt(path, () => {
    // SQLite would create it.
    if (readOnly && !existsSync(path)) {
      throw new StoreError('unavailable', `${path}: there is no such file`);
    }
    if (!readOnly) mkdirSync(dirname(path), { recursive: true });
    const database = new Database(path, { timeout: BUSY_MS });
    try {
      return prepared(database, path, readOnly);
    } catch (error) {
      database.close();
      throw error;
    }
  });
}

function prepared(database: Libsql.Database, path: string, readOnly: boolean): SqliteDatabase {
  if (!readOnly) {
    // Each commit is on disk before it returns, and deleted content is overwritten.
    database.exec(
      'pragma journal_mode = wal; pragma synchronous = full; pragma secure_delete = on',
    );
  }
  requireSchema(database, path, readOnly);
  if (readOnly) database.exec('pragma query_only = on');
  else database.exec(SQLITE_ITEMS);

  const columns = 'id, user, item, time, type, value, context, recommendation';
  /** The user of the id in a parameter. */
  const userOf = (id: string) => `coalesce((select user from alias where alias.id = ${id}), ${id})`;
  const insert = database.prepare(
    `insert into event (${columns}) values (?1, ${userOf('?2')}, ?3, ?4, ?5, ?6, ?7, ?8) on conflict (id) do nothing`,
  );
  const newest = (selected: string) =>
    `select ${selected} from event where user = ${userOf('?1')} and time >= ?2 order by time desc, arrival desc limit ?3`;
  const history = database.prepare(newest(columns));
  const interactions = database.prepare(
    `select json_group_array(json_object('item', item, 'time', time, 'type', type) order by time, arrival) as text from (${newest('item, time, type, arrival')})`,
  );
  const order = 'order by time, arrival limit ?';
  const pages = {
    all: database.prepare(
      `select arrival, ${columns} from event where (time, arrival) > (?, ?) ${order}`,
    ),
    user: database.prepare(
      `select arrival, ${columns} from event where user = ${userOf('?1')} and (time, arrival) > (?2, ?3) order by time, arrival limit ?4`,
    ),
  };
  const deletion = database.prepare('delete from event where user = ?');
  const aliases = {
    user: database.prepare('select user from alias where id = ?'),
    set: database.prepare('insert or replace into alias (id, user) values (?, ?)'),
    move: database.prepare('update alias set user = ? where user = ?'),
    delete: database.prepare('delete from alias where id = ?1 or user = ?1'),
    deleteUnused: database.prepare(
      'delete from alias where user = ?1 and not exists (select 1 from event where user = ?1)',
    ),
  };
  const merging = database.prepare('update event set user = ? where user = ?');
  const pruning = database.prepare(
    'delete from event where arrival in (select arrival from event where time < ? order by time, arrival limit ?) returning user',
  );
  const items = itemStatements(database);
  const checking = database.prepare('select 1 from event limit 1');
  const run = <Result>(work: () => Result) => attempt(path, work);
  const transaction = <Result>(work: () => Result) =>
    run(() => {
      database.exec('begin immediate');
      try {
        const result = work();
        database.exec('commit');
        return result;
      } catch (error) {
        if (database.inTransaction) database.exec('rollback');
        throw error;
      }
    });
  /** Empties the write-ahead log, which still contains what was deleted. */
  const forget = (deleted: number): number => {
    if (deleted > 0) database.exec('pragma wal_checkpoint(truncate)');
    return deleted;
  };
  return {
    write: (rows) =>
      transaction(() =>
        rows
          .filter(({ id, user, item, time, type, value, context, recommendation }) => {
            const event = [id, bound(user), bound(item), BigInt(time), type];
            return insert.run(...event, value, context, recommendation).changes > 0;
          })
          .map(({ id }) => id),
      ),
    history: (user, limit, since) =>
      run(() => {
        const rows = history.all(bound(user), BigInt(Math.ceil(since)), BigInt(limit));
        return (rows as EventRow[]).reverse();
      }),
    interactions: (user, limit, since) =>
      run(() => {
        const row = interactions.get(bound(user), BigInt(Math.ceil(since)), BigInt(limit));
        return (row as { readonly text: string }).text;
      }),
    page: (user, after, limit) =>
      run(() => {
        const { time = -Number.MAX_SAFE_INTEGER, arrival = 0 } = after ?? {};
        const place = [BigInt(time), BigInt(arrival), BigInt(limit)];
        const rows =
          user === undefined ? pages.all.all(...place) : pages.user.all(bound(user), ...place);
        return rows as PlacedRow[];
      }),
    delete: (user) => {
      const [events, merges] = transaction(() => [
        deletion.run(bound(user)).changes,
        aliases.delete.run(bound(user)).changes,
      ]);
      run(() => forget(events + merges));
      return events;
    },
    merge: (from, given) =>
      transaction(() => {
        const alias = aliases.user.get(bound(given)) as { user: ExternalId } | undefined;
        const into = alias?.user ?? given;
        if (into === from) return 0;
        aliases.move.run(bound(into), bound(from));
        aliases.set.run(bound(from), bound(into));
        return merging.run(bound(into), bound(from)).changes;
      }),
    prune: (before, limit) => {
      const pruned = transaction(() => {
        const rows = pruning.all(BigInt(Math.ceil(before)), BigInt(limit)) as {
          user: ExternalId;
        }[];
        for (const user of new Set(rows.map((row) => row.user))) {
          aliases.deleteUnused.run(bound(user));
        }
        return rows.length;
      });
      return run(() => forget(pruned));
    },
    changeItems: (changes) =>
      transaction(() => {
        const stateOf = (item: ExternalId) => items().state.get(bound(item)) as ItemState;
        const states = changes.map(({ item }) => stateOf(item));
        if (changes.some(({ after }, place) => states[place]?.revision !== after)) return undefined;
        const last = states[0]?.last ?? 0;
        return changes.map(({ item, body }, place) => {
          const revision = last + 1 + place;
          items().set.run(bound(item), BigInt(revision), body);
          return revision;
        });
      }),
    changedItems: (after, limit) =>
      run(() => {
        // A file that is only read may not have the table.
        if (readOnly && database.prepare(HAS_ITEMS).get() === undefined) return [];
        return items().list.all(BigInt(after), BigInt(limit)) as ItemRow[];
      }),
    check: () => {
      run(() => checking.get());
    },
    close: () => {
      run(() => database.close());
    },
  };
}

const HAS_ITEMS = "select 1 from sqlite_schema where name = 'item_change'";

/** The revision of an item's last change, and the newest revision of all items. */
interface ItemState {
  readonly revision: number;
  readonly last: number;
}

/** Statements are prepared on first use, after the table exists. */
function itemStatements(database: Libsql.Database) {
  const prepare = () => ({
    state: database.prepare(
      'select coalesce((select revision from item_change where item = ?), 0) as revision, coalesce(max(revision), 0) as last from item_change',
    ),
    set: database.prepare(
      'insert or replace into item_change (item, revision, body) values (?, ?, ?)',
    ),
    list: database.prepare(
      'select item, revision, body from item_change where revision > ? order by revision limit ?',
    ),
  });
  let statements: ReturnType<typeof prepare> | undefined;
  return () => {
    statements ??= prepare();
    return statements;
  };
}

/** SQLite would store a JavaScript number as a REAL. */
function bound(id: ExternalId): string | bigint {
  return typeof id === 'number' ? BigInt(id) : id;
}

function requireSchema(database: Libsql.Database, path: string, readOnly: boolean): void {
  const version = () => {
    const { user_version: found } = database.prepare('pragma user_version').get() as {
      user_version: number;
    };
    return found;
  };
  const isEmpty = () => database.prepare('select 1 from sqlite_schema limit 1').get() === undefined;
  if (version() < SQLITE_VERSION && !readOnly) {
    // Another process may have created it first.
    database.exec('begin immediate');
    if (version() === 0 && isEmpty()) database.exec(SQLITE_SCHEMA);
    if (version() === 1) database.exec(SQLITE_UPGRADE);
    database.exec('commit');
  }
  const found = version();
  if (found === SQLITE_VERSION && !isEmpty()) return;
  throw new StoreError(
    'wrong-database',
    found === 0
      ? `${path} is a SQLite database without events of @org/store: name another file`
      : `${path} holds events in layout ${found}, and this version of @org/store reads layout ${SQLITE_VERSION}${found === 1 ? ': open it once to write' : ''}`,
  );
}

/** SQLite's codes in plain words. */
const REASONS: Readonly<Record<string, string>> = {
  SQLITE_FULL: 'the disk is full',
  SQLITE_IOERR: 'the disk reports an error',
  SQLITE_CANTOPEN: 'the file cannot be opened',
  SQLITE_NOTADB: 'the file is not a SQLite database',
  SQLITE_CORRUPT: 'the file is damaged',
  SQLITE_READONLY: 'the file is read-only',
  SQLITE_PERM: 'permission denied',
  SQLITE_BUSY: 'another process has locked the file',
};

function attempt<Result>(path: string, work: () => Result): Result {
  try {
    return work();
  } catch (cause) {
    if (cause instanceof StoreError) throw cause;
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
    // Extended codes begin with the plain one: SQLITE_IOERR_WRITE.
    const plain = code.split('_').slice(0, 2).join('_');
    const sentence = `${path}: ${REASONS[plain] ?? reasonOf(cause)}`;
    throw new StoreError(
      plain === 'SQLITE_NOTADB' ? 'wrong-database' : 'unavailable',
      sentence,
      cause,
    );
  }
}
