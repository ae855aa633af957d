import { SeqrecDataError } from '../../error.js';
import { detailsOf } from '../layouts/item-details.js';
import type { ItemFile } from '../layouts/item-file.js';
import { type ItemDetails, type ReadOptions, reportBadRow } from '../source.js';
import { resolveItemColumns } from '../text/columns.js';
import { FieldError, type IdType, readId } from '../text/field.js';
import { duckDbDatabase } from './duckdb-database.js';
import { postgresDatabase } from './postgres-database.js';
import { quoteName, type SqlColumn } from './sql-columns.js';
import { baseQuery, type SqlDatabase } from './sql-database.js';
import { isParquet, isPostgresUrl, isSqlite } from './sql-place.js';
import { sqliteDatabase } from './sqlite-database.js';

/**
 * The items in the rows of a Parquet file, or of a table or query of a database. Lists become lists of texts, other types
 * that are neither numbers nor texts become texts.
 */
export async function* readItemRows(
  file: ItemFile,
  ids: IdType,
  options: ReadOptions,
): AsyncGenerator<readonly ItemDetails[]> {
  const database = await databaseOf(file.path);
  const { name } = database;
  const connection = await database.connect(options);
  try {
    const base = baseQuery(database, file);
    const present = await connection.describe(base);
    const byName = new Map(present.map((column) => [column.name, column]));
    const { id, title } = resolveItemColumns([...byName.keys()], file, name);
    const names = [
      ...new Set([id, ...(title === undefined ? [] : [title]), ...(file.attributes ?? [])]),
    ];
    const readings = names.map((column) =>
      column === id ? idReading(byName.get(id), ids) : readingOf(byName.get(column)),
    );
    const places = new Map(names.map((column, place) => [column, place]));
    const chosen = names.map((column, place) => expressionOf(column, readings[place]));
    let first = 1;
    for await (const block of connection.rows(
      `select ${chosen.join(', ')} from (${base}\n) as rows_read`,
    )) {
      options.signal?.throwIfAborted();
      const items: ItemDetails[] = [];
      const rows = block[0]?.length ?? 0;
      for (let row = 0; row < rows; row += 1) {
        const get = (column: string): unknown => {
          const place = places.get(column) ?? -1;
          return readValue(block[place]?.[row], readings[place], column);
        };
        try {
          items.push(detailsOf(idOf(get(id), ids, id), title && get(title), file, get));
        } catch (error) {
          if (!(error instanceof FieldError)) throw error;
          const { message: reason, advice } = error;
          reportBadRow({ file: name, line: first + row, reason, advice, unit: 'record' }, options);
        }
      }
      yield items;
      first += rows;
    }
  } finally {
    await connection.close();
  }
}

async function databaseOf(path: string): Promise<SqlDatabase> {
  if (isPostgresUrl(path)) return postgresDatabase(path);
  if (isSqlite(path)) return sqliteDatabase(path);
  return duckDbDatabase([path], isParquet(path) ? 'parquet' : 'duckdb');
}

/** Doubles, texts, or JSON of lists. */
type Reading = 'number' | 'text' | 'json';

function readingOf({ kind }: Pick<SqlColumn, 'kind'> = {}): Reading {
  if (kind === undefined) return 'json';
  return kind === 'integer' || kind === 'real' || kind === 'decimal' ? 'number' : 'text';
}

/** Texts keep integers beyond 2^53. */
function idReading(column: SqlColumn | undefined, ids: IdType): Reading {
  const reading = readingOf(column);
  if (column?.kind === 'integer') return ids === 'integer' ? 'number' : 'text';
  if (reading === 'text') return 'text';
  throw new SeqrecDataError(
    'bad-file',
    `column ${JSON.stringify(column?.name)} has the type ${column?.type}, but an id is a text or an integer; convert it in a query`,
  );
}

function expressionOf(column: string, reading: Reading | undefined): string {
  const name = quoteName(column);
  if (reading === 'number') return `cast(${name} as float8)`;
  return reading === 'text' ? `cast(${name} as text)` : `cast(to_json(${name}) as text)`;
}

function readValue(value: unknown, reading: Reading | undefined, column: string): unknown {
  if (value === null || value === undefined) return undefined;
  if (reading === 'number') {
    // Data frames write missing numbers as NaN.
    if (Number.isNaN(value)) return undefined;
    if (!Number.isFinite(value)) throw new FieldError(`${column} is not a number: ${value}`);
    return value;
  }
  if (reading === 'text') return value;
  const parsed: unknown = JSON.parse(String(value));
  return Array.isArray(parsed) ? parsed.filter((part) => part !== null) : parsed;
}

function idOf(value: unknown, ids: IdType, column: string): ItemDetails['id'] {
  if (value === undefined) throw new FieldError(`${column} is null`);
  return readId(String(value), ids, column);
}
