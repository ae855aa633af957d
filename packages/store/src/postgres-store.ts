import type { ExternalId } from '@org/seqrec-data';
import type { Sql } from 'postgres';
import { reasonOf, StoreError } from './error.js';
import type { EventStore } from './event-store.js';
import type { ItemRow } from './item-change.js';
import { loadPackage } from './load-package.js';
import { makeStore } from './make-store.js';
import type { OpenStoreOptions } from './open-options.js';
import { requirePostgresSchema } from './postgres-schema.js';
import type { PlacedRow, StoreBackend } from './store-backend.js';
import { EVENT_LIMITS, type EventRow } from './store-event.js';

export interface PostgresStoreOptions extends OpenStoreOptions {
  /** The schema of the table. Default `seqrec`. */
  readonly name?: string;
}

const CONNECT_SECONDS = 5;
const STATEMENT_MS = 10_000;
/** Reads need not wait for a write. */
const CONNECTIONS = 4;
/** Two transactions that insert the same ids in different orders wait for each other; Postgres aborts one of them. */
const DEADLOCK = '40P01';
const TRIES = 5;

/**
 * Opens a store in Postgres, in its own schema, which it creates if it is missing. Needs the package `postgres`.
 */
export async function openPostgresStore(
  url: string,
  { name = 'seqrec', readOnly = false }: PostgresStoreOptions = {},
): Promise<EventStore> {
  const { default: postgres } = await loadPackage('postgres', () => import('postgres'));
  const shown = `Postgres ${shownUrl(url)}`;
  const sql = attemptNow(shown, () =>
    postgres(url, {
      max: CONNECTIONS,
      connect_timeout: CONNECT_SECONDS,
      onnotice: () => {},
      connection: {
        application_name: 'seqrec-store',
        statement_timeout: STATEMENT_MS,
        // A commit is on disk before it is acknowledged, whatever the server's default.
        synchronous_commit: 'on',
      },
    }),
  );
  const attempt = async <Result>(work: () => Promise<Result>): Promise<Result> => {
    for (let tries = 1; ; tries += 1) {
      try {
        return await work();
      } catch (cause) {
        if (cause instanceof StoreError) throw cause;
        const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
        if (code === DEADLOCK && tries < TRIES) continue;
        throw new StoreError('unavailable', `${shown}: ${reasonOf(cause)}`, cause);
      }
    }
  };
  try {
    if (!readOnly) await attempt(() => requireDurable(sql, shown));
    await attempt(() => requirePostgresSchema(sql, { name, shown, create: !readOnly }));
  } catch (error) {
    await sql.end({ timeout: 1 });
    throw error;
  }

  const table = sql`${sql(name)}.event`;
  const aliases = sql`${sql(name)}.alias`;
  const items = sql`${sql(name)}.item_change`;
  /** The user of an id. */
  const userOf = (id: ExternalId) =>
    sql`coalesce((select user_id from ${aliases} where id = ${json(id)}::text::jsonb), ${json(id)}::text::jsonb)`;
  const columns = sql`id, user_id as "user", item_id as item, time::float8 as time, type, value, context,
    recommendation_id as recommendation`;
  const backend: StoreBackend = {
    name: shown,
    write: (rows) =>
      attempt(async () => {
        const stored = await sql<{ id: string }[]>`
          insert into ${table} (id, user_id, item_id, time, type, value, context, recommendation_id)
          select row.id, coalesce(alias.user_id, row.user_id), item, time, type, value, context, recommendation
          from rows from (json_to_recordset(${JSON.stringify(rows)}::text::json)
            as (id text, "user" jsonb, item jsonb, time bigint, type text, value float8, context text, recommendation text)
          ) with ordinality as row (id, user_id, item, time, type, value, context, recommendation, place)
          left join ${aliases} as alias on alias.id = row.user_id
          order by place
          on conflict (id) do nothing
          returning id`;
        return stored.map(({ id }) => id);
      }),
    history: (user, limit, since) =>
      attempt(async () => {
        const rows = await sql<EventRow[]>`
          select ${columns} from ${table} where user_id = ${userOf(user)} and time >= ${Math.ceil(since)}
          order by event.time desc, arrival desc limit ${limit}`;
        return [...rows].reverse();
      }),
    interactions: (user, limit, since) =>
      attempt(async () => {
        const [row] = await sql<{ text: string }[]>`
          select json_agg(json_build_object('item', item_id, 'time', time, 'type', type) order by time, arrival)::text as text
          from (select item_id, time, type, arrival from ${table} where user_id = ${userOf(user)} and time >= ${Math.ceil(since)}
            order by event.time desc, arrival desc limit ${limit}) as newest`;
        return JSON.parse(row?.text ?? '[]');
      }),
    page: (user, after, limit) =>
      attempt(async () => {
        const { time, arrival } = after ?? { time: -EVENT_LIMITS.time, arrival: 0 };
        const ofUser = user === undefined ? sql`` : sql`user_id = ${userOf(user)} and`;
        const rows = await sql<PlacedRow[]>`
          select ${columns}, arrival::float8 as arrival from ${table}
          where ${ofUser} (time, arrival) > (${time}::bigint, ${arrival}::bigint)
          order by event.time, event.arrival limit ${limit}`;
        return [...rows];
      }),
    delete: (user) =>
      attempt(() =>
        sql.begin(async (transaction) => {
          const id = transaction`${json(user)}::text::jsonb`;
          const { count } = await transaction`delete from ${table} where user_id = ${id}`;
          await transaction`delete from ${aliases} where id = ${id} or user_id = ${id}`;
          return count;
        }),
      ),
    merge: (from, given) =>
      attempt(() =>
        sql.begin(async (transaction) => {
          // Waits for running appends and blocks new ones: an append that does not see the alias would leave an event behind.
          await transaction`lock table ${table} in share row exclusive mode`;
          const id = transaction`${json(from)}::text::jsonb`;
          const [user] = await transaction<{ into: ExternalId }[]>`select ${userOf(given)} as into`;
          if (user === undefined || user.into === from) return 0;
          const into = transaction`${json(user.into)}::text::jsonb`;
          await transaction`update ${aliases} set user_id = ${into} where user_id = ${id}`;
          await transaction`insert into ${aliases} (id, user_id) values (${id}, ${into})
            on conflict (id) do update set user_id = excluded.user_id`;
          const { count } =
            await transaction`update ${table} set user_id = ${into} where user_id = ${id}`;
          return count;
        }),
      ),
    prune: (before, limit) =>
      attempt(() =>
        sql.begin(async (transaction) => {
          const pruned = await transaction<
            { user: ExternalId }[]
          >`delete from ${table} where arrival in (
            select arrival from ${table} where time < ${Math.ceil(before)} order by time, arrival limit ${limit})
            returning user_id as "user"`;
          const users = JSON.stringify([...new Set(pruned.map(({ user }) => user))]);
          await transaction`delete from ${aliases} where user_id in (select jsonb_array_elements(${users}::text::jsonb))
            and not exists (select 1 from ${table} where event.user_id = alias.user_id)`;
          return pruned.length;
        }),
      ),
    changeItems: (changes) =>
      attempt(() =>
        sql.begin(async (transaction) => {
          // One change at a time, so that a reader who sees a revision has seen all earlier ones.
          await transaction`lock table ${items} in share row exclusive mode`;
          const ids = JSON.stringify(changes.map(({ item }) => item));
          const states = await transaction<{ revision: number; last: number }[]>`
            select coalesce(known.revision, 0)::float8 as revision,
              coalesce((select max(revision) from ${items}), 0)::float8 as last
            from jsonb_array_elements(${ids}::text::jsonb) with ordinality as given (id, place)
            left join ${items} as known on known.item_id = given.id order by given.place`;
          if (changes.some(({ after }, place) => states[place]?.revision !== after)) {
            return undefined;
          }
          const last = states[0]?.last ?? 0;
          const rows = JSON.stringify(changes.map(({ item, body }) => [item, body]));
          await transaction`insert into ${items} (item_id, revision, body)
            select given.change -> 0, ${last}::bigint + given.place, given.change ->> 1
            from jsonb_array_elements(${rows}::text::jsonb) with ordinality as given (change, place)
            on conflict (item_id) do update set revision = excluded.revision, body = excluded.body`;
          return changes.map((_, place) => last + 1 + place);
        }),
      ),
    changedItems: (after, limit) =>
      attempt(async () => {
        const rows = await sql<ItemRow[]>`
          select item_id as item, revision::float8 as revision, body from ${items}
          where revision > ${after} order by item_change.revision limit ${limit}`;
        return [...rows];
      }),
    check: () => attempt(async () => void (await sql`select 1 from ${table} limit 1`)),
    close: () => attempt(() => sql.end({ timeout: CONNECT_SECONDS })),
  };
  return makeStore(backend, { readOnly });
}

/** JSON keeps `5` and `"5"` apart. */
function json(id: ExternalId): string {
  return JSON.stringify(id);
}

async function requireDurable(sql: Sql, shown: string): Promise<void> {
  const [setting] = await sql<{ fsync: string }[]>`show fsync`;
  if (setting?.fsync === 'on') return;
  throw new StoreError(
    'not-durable',
    `${shown} answers before events are on its disk (fsync ${setting?.fsync}): set fsync on`,
  );
}

function attemptNow<Result>(shown: string, work: () => Result): Result {
  try {
    return work();
  } catch (cause) {
    throw new StoreError('invalid-option', `${shown}: ${reasonOf(cause)}`, cause);
  }
}

/** Without user and password. */
function shownUrl(url: string): string {
  if (!URL.canParse(url)) return 'at a URL that cannot be read';
  const { host, pathname } = new URL(url);
  return `${host}${pathname}`;
}
