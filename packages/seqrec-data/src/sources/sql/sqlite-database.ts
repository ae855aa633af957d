import { stat } from 'node:fs/promises';
import type Libsql from 'libsql';
import { SeqrecDataError } from '../../error.js';
import { firstLine, loadPackage } from '../optional-package.js';
import { readError } from '../text/byte-blocks.js';
import { quoteName, type SqlColumn, type SqlKind } from './sql-columns.js';
import type { SqlConnection, SqlDatabase } from './sql-database.js';
import { isLiveSqlite, sqliteFile } from './sql-place.js';

/** Rows that are read at a time. */
const BLOCK = 4096;

/** How long a statement waits while another process writes. */
const BUSY_MS = 5000;

/** A file of SQLite as a database. */
export function sqliteDatabase(path: string): SqlDatabase {
  const file = sqliteFile(path);
  return {
    ...{ format: 'sqlite', name: file, files: [file], settings: {}, live: isLiveSqlite(path) },
    connect: () => connectSqlite(file),
    // SQLite has no type for times.
    milliseconds: (column) => column,
  };
}

async function connectSqlite(file: string): Promise<SqlConnection> {
  const { default: Database } = await loadPackage(
    'libsql',
    `reading ${file}`,
    () => import('libsql'),
  );
  // SQLite would create a file that is missing.
  await stat(file).catch((error: unknown) => {
    throw readError(file, error);
  });
  const attempt = <Result>(work: () => Result): Result => {
    try {
      return work();
    } catch (cause) {
      throw sqliteError(file, cause);
    }
  };
  const database = attempt(() => new Database(file, { timeout: BUSY_MS }));
  try {
    attempt(() => database.exec('pragma query_only = on; begin'));
    // A file of something else is only read now.
    attempt(() => database.prepare('select count(*) from sqlite_master').get());
  } catch (error) {
    database.close();
    throw error;
  }
  return {
    describe: async (query) => attempt(() => describe(database, query)),
    rows: async function* (query) {
      const rows = attempt(() => database.prepare(query).raw(true).iterate());
      for (;;) {
        const block = attempt(() => taken(rows, BLOCK)) as readonly (readonly unknown[])[];
        const [first] = block;
        if (first === undefined) return;
        yield first.map((_, column) => block.map((row) => row[column]));
      }
    },
    close: async () => {
      database.close();
    },
  };
}

/**
 * The columns of a query, with the kinds of the values that they have: a column of SQLite can hold values of any type,
 * whatever it was declared as.
 */
function describe(database: Libsql.Database, query: string): readonly SqlColumn[] {
  const columns = database.prepare(`select * from (${query}\n) as rows_read limit 0`).columns();
  const has = (name: string, ...types: readonly string[]) =>
    `max(typeof(${quoteName(name)}) in (${types.map((type) => `'${type}'`).join(', ')}))`;
  const tests = columns.flatMap(({ name }) => [has(name, 'text', 'blob'), has(name, 'real')]);
  const found = database
    .prepare(`select ${[...tests, 'count(*)'].join(', ')} from (${query}\n) as rows_read`)
    .raw(true)
    .get() as unknown as readonly unknown[];
  const rows = Number(found.at(-1));
  return columns.map(({ name, type }, place) => {
    const [isText, isReal] = [found[2 * place] === 1, found[2 * place + 1] === 1];
    const kind: SqlKind = rows === 0 || isText ? 'text' : isReal ? 'real' : 'integer';
    return { name, type: type ?? kind, kind };
  });
}

function taken<Row>(rows: Iterator<Row>, most: number): Row[] {
  const block: Row[] = [];
  while (block.length < most) {
    const { done, value } = rows.next();
    if (done) break;
    block.push(value);
  }
  return block;
}

function sqliteError(file: string, cause: unknown): SeqrecDataError {
  const said = firstLine(cause);
  if (/not a database|malformed/.test(said)) {
    return new SeqrecDataError(
      'bad-file',
      `${file} is not a readable database of SQLite: ${said}`,
      {
        file,
        cause,
      },
    );
  }
  if (/locked|busy|unable to open/i.test(said)) {
    return new SeqrecDataError('source-missing', `${file} cannot be read: ${said}`, {
      file,
      cause,
    });
  }
  return new SeqrecDataError('bad-query', `${file}: ${said}`, { cause });
}
