import type { Sql } from 'postgres';
import { StoreError } from './error.js';

/** The layout of the tables; the comment on the schema names it. */
const POSTGRES_VERSION = 2;

/** A number that no other lock of this database is likely to have. */
const LOCK = 7_391_202;

export interface PostgresSchemaOptions {
  readonly name: string;
  /** The name of the database in messages. */
  readonly shown: string;
  /** Whether to create a missing schema. */
  readonly create: boolean;
}

/**
 * Finds the schema of the tables, or creates it. Ids are JSON, in which `5` and `"5"` are different.
 *
 * @throws StoreError `wrong-database`.
 */
export async function requirePostgresSchema(
  sql: Sql,
  { name, shown, create }: PostgresSchemaOptions,
): Promise<void> {
  await sql.begin(async (transaction) => {
    // Two processes that start at once would both create it.
    await transaction`select pg_advisory_xact_lock(${LOCK})`;
    const [there] = await transaction<{ version: string | null }[]>`
      select obj_description(oid, 'pg_namespace') as version from pg_namespace where nspname = ${name}`;
    const versionOf = (layout: number) => `events of @org/store, layout ${layout}`;
    const version = versionOf(POSTGRES_VERSION);
    const schema = transaction(name);
    /** The last change of each item. Older schemas of layout 2 get this table when they are opened. */
    const addItems = async () => {
      await transaction`create table if not exists ${schema}.item_change (
        item_id jsonb primary key, revision bigint not null unique, body text not null)`;
    };
    if (there?.version === version) {
      if (create) await addItems();
      return;
    }
    /** The user of each merged id, new in layout 2. */
    const finish = async () => {
      await transaction`create table ${schema}.alias (id jsonb primary key, user_id jsonb not null)`;
      await transaction`create index alias_of_user on ${schema}.alias (user_id)`;
      await addItems();
      await transaction.unsafe(`comment on schema "${name.replaceAll('"', '""')}" is '${version}'`);
    };
    if (there?.version === versionOf(1) && create) return finish();
    if (there !== undefined || !create) {
      throw new StoreError(
        'wrong-database',
        there === undefined
          ? `${shown} has no schema ${name} with ${version}`
          : there.version?.startsWith('events of @org/store, layout ')
            ? `the schema ${name} of ${shown} has ${there.version}, and this version of @org/store reads layout ${POSTGRES_VERSION}${there.version === versionOf(1) ? ': open it once to write' : ''}`
            : `${shown} has a schema ${name} without ${version}: name another`,
      );
    }
    await transaction`create schema ${schema}`;
    await transaction`
      create table ${schema}.event (
        arrival bigint generated always as identity primary key,
        id text collate "C" not null unique,
        user_id jsonb not null,
        item_id jsonb not null,
        time bigint not null,
        type text not null,
        value double precision,
        context text,
        recommendation_id text
      )`;
    await transaction`create index event_of_user on ${schema}.event (user_id, time, arrival)`;
    await transaction`create index event_in_time on ${schema}.event (time, arrival)`;
    await finish();
  });
}
