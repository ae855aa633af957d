import { SeqrecDataError } from '../../error.js';
import type { ReadOptions } from '../source.js';
import type { SqlBlock } from './sql-block.js';
import { quoteName, type SqlColumn } from './sql-columns.js';

/** One connection to a database, for one reading. */
export interface SqlConnection {
  /** The columns of a query. */
  describe(query: string): Promise<readonly SqlColumn[]>;
  /** The rows of a query in their order; at most a few thousand are in memory. */
  rows(query: string): AsyncIterable<SqlBlock>;
  close(): Promise<void>;
}

export interface SqlDatabase {
  readonly format: string;
  /** Its name in messages. */
  readonly name: string;
  readonly files: readonly string[];
  /** Other settings that determine the rows. Plain JSON. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** Whether it may change without a change of its files. */
  readonly live: boolean;
  /** The query if the options name neither a query nor a table. */
  readonly defaultQuery?: string;
  connect(options: ReadOptions): Promise<SqlConnection>;
  /** SQL for the milliseconds since 1970 of a time: a double with microseconds as its fraction, NaN for a finer time. */
  milliseconds(column: string, type: string): string;
}

/** The query that gives all rows of a database that the options name. */
export function baseQuery(
  { defaultQuery, format }: SqlDatabase,
  { query, table }: { readonly query?: string | undefined; readonly table?: string | undefined },
): string {
  if (query !== undefined && table !== undefined) {
    throw new SeqrecDataError('invalid-option', 'name a table or give a query, not both');
  }
  const trimmed = query?.trim().replace(/;$/, '');
  if (trimmed !== undefined) return trimmed;
  if (table !== undefined) return `select * from ${table.split('.').map(quoteName).join('.')}`;
  if (defaultQuery !== undefined) return defaultQuery;
  throw new SeqrecDataError(
    'invalid-option',
    `a source of format ${format} needs a table or a query that says what to read`,
  );
}
