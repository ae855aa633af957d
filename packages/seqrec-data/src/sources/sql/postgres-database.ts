import type { Sql } from 'postgres';
import { SeqrecDataError } from '../../error.js';
import { firstLine, loadPackage } from '../optional-package.js';
import type { ReadOptions } from '../source.js';
import type { SqlBlock } from './sql-block.js';
import type { SqlColumn, SqlKind } from './sql-columns.js';
import type { SqlConnection, SqlDatabase } from './sql-database.js';
import { isPostgresUrl } from './sql-place.js';

/** Rows fetched at a time. */
const FETCH = 8192;

const CONNECT_SECONDS = 15;

/** A server as a database. */
export function postgresDatabase(url: string): SqlDatabase {
  const { host, pathname } = parseUrl(url);
  const name = `postgres://${host}${pathname}`;
  return {
    ...{ format: 'postgres', name, files: [], live: true },
    // A dataset does not reveal who connected, or where to.
    settings: { database: decodeURIComponent(pathname.slice(1)) },
    connect: (read) => connectPostgres(url, name, read),
    // Reads milliseconds and microseconds separately, because before Postgres 14 the epoch is a double, which is
    // inexact with microseconds.
    milliseconds: (column, type) => {
      const whole = `round(extract(epoch from date_trunc('milliseconds', ${column})) * 1000)`;
      const microseconds = `round(extract(microseconds from ${column}))::int8 % 1000`;
      return type === 'date' ? whole : `${whole}::float8 + (${microseconds})::float8 / 1000`;
    },
  };
}

function parseUrl(url: string): URL {
  if (isPostgresUrl(url) && URL.canParse(url)) return new URL(url);
  throw new SeqrecDataError(
    'invalid-option',
    'a source of format postgres is named by a URL: postgres://user@host:5432/database',
  );
}

async function connectPostgres(
  url: string,
  name: string,
  { signal }: ReadOptions,
): Promise<SqlConnection> {
  const { default: client } = await loadPackage(
    'postgres',
    `reading ${name}`,
    () => import('postgres'),
  );
  signal?.throwIfAborted();
  const sql = client(url, {
    max: 1,
    connect_timeout: CONNECT_SECONDS,
    fetch_types: false,
    onnotice: () => {},
    // So that dates begin at midnight UTC.
    connection: { TimeZone: 'UTC' },
  });
  const attempt = async <Result>(work: () => PromiseLike<Result>): Promise<Result> => {
    try {
      return await work();
    } catch (cause) {
      signal?.throwIfAborted();
      throw postgresError(name, cause);
    }
  };
  const interrupt = (): void => void sql.end({ timeout: 0 });
  signal?.addEventListener('abort', interrupt);
  const close = async (): Promise<void> => {
    signal?.removeEventListener('abort', interrupt);
    await sql.end({ timeout: 0 });
  };
  try {
    await attempt(() => sql.unsafe('begin transaction isolation level repeatable read read only'));
  } catch (error) {
    await close();
    throw error;
  }
  return {
    describe: (query) => attempt(() => describe(sql, query)),
    rows: async function* (query): AsyncGenerator<SqlBlock> {
      await attempt(() => sql.unsafe(`declare rows_read no scroll cursor for ${query}`));
      const fetch = (): Promise<readonly unknown[][]> =>
        attempt(() => sql.unsafe(`fetch ${FETCH} from rows_read`).values());
      for (;;) {
        const rows = await fetch();
        const [first] = rows;
        if (first === undefined) return;
        yield first.map((_, column) => rows.map((row) => row[column]));
      }
    },
    close,
  };
}

async function describe(sql: Sql, query: string): Promise<readonly SqlColumn[]> {
  const { columns } = await sql.unsafe(`select * from (${query}\n) as rows_read limit 0`);
  const types = [...new Set(columns.map(({ type }) => type))];
  const described = await sql.unsafe<{ oid: number; name: string; category: string }[]>(
    `select oid::int8::float8 as oid, format_type(oid, null) as name, typcategory::text as category from pg_type where oid in (${types.join(', ')})`,
  );
  const byOid = new Map(described.map((type) => [type.oid, type]));
  return columns.map(({ name, type }): SqlColumn => {
    const found = byOid.get(type);
    return {
      name,
      type: found?.name ?? String(type),
      kind: found && kindOf(found.name, found.category),
    };
  });
}

function kindOf(type: string, category: string): SqlKind | undefined {
  if (/^(smallint|integer|bigint)$/.test(type)) return 'integer';
  if (/^(real|double precision)$/.test(type)) return 'real';
  if (type === 'numeric') return 'decimal';
  // Strings and enumerations.
  if (category === 'S' || category === 'E' || type === 'uuid') return 'text';
  if (/^(date|timestamp)/.test(type)) return 'time';
  return type === 'boolean' ? 'flag' : undefined;
}

function postgresError(name: string, cause: unknown): SeqrecDataError {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  // A host with several addresses gives one error without a message for all of them.
  const said = firstLine(cause) || code;
  // Codes of Postgres have five characters; the classes 42, 0A, 22 and 25 are about the query.
  if (/^(42|0A|22|25)...$/.test(code)) {
    return new SeqrecDataError('bad-query', `${name}: ${said}`, { cause });
  }
  const refused = code === 'ECONNREFUSED' ? '; is the server running?' : '';
  return new SeqrecDataError('source-missing', `${name} cannot be read: ${said}${refused}`, {
    cause,
  });
}
