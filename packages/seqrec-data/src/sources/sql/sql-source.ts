import { SeqrecDataError } from '../../error.js';
import type { Interaction } from '../interaction.js';
import {
  areItemsLive,
  itemFileSettings,
  readItemFile,
  withItemFile,
} from '../layouts/item-file.js';
import { type ReadOptions, reportBadRow, type Source } from '../source.js';
import type { ReaderOptions } from '../source-definition.js';
import { type ColumnNames, resolveColumns } from '../text/columns.js';
import { FieldError, TimestampReader } from '../text/field.js';
import {
  expressionOf,
  quoteName,
  readingsOf,
  type SqlColumn,
  type SqlParts,
} from './sql-columns.js';
import { type SqlBlock, sqlReader } from './sql-interaction.js';

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

/** A table or the rows of a query as interactions. The connection is opened when they are read. */
export function openSqlSource(database: SqlDatabase, options: ReaderOptions): Source {
  const { format, name, files, live, settings } = database;
  const { columns, ids, timestamps, query, table, items } = options;
  const base = baseQuery(database, options);
  let parts: SqlParts | undefined;
  let found: ColumnNames | undefined;
  let times = new TimestampReader(timestamps);
  const describe = async (connection: SqlConnection): Promise<SqlParts> => {
    const present = await connection.describe(base);
    const names = resolveColumns(
      present.map((column) => column.name),
      columns,
      name,
      // Text may hold dates, but a column of another type is a better time.
      {
        timestamps,
        samples: (column) => [kindOf(present, column) === 'text' ? '1970-01-01' : '0'],
      },
    );
    parts = readingsOf(present, names, ids, name);
    found = names;
    return parts;
  };

  async function* interactions(read: ReadOptions = {}): AsyncGenerator<readonly Interaction[]> {
    const connection = await database.connect(read);
    try {
      const columnParts = await describe(connection);
      times = new TimestampReader(timestamps);
      const reader = sqlReader(columnParts, { ids, times });
      const chosen = Object.values(columnParts).map((part) =>
        expressionOf(part, database.milliseconds),
      );
      let first = 1;
      for await (const block of connection.rows(
        `select ${chosen.join(', ')} from (${base}\n) as rows_read`,
      )) {
        read.signal?.throwIfAborted();
        yield readBlock(block, reader, first, name, read);
        first += block[0]?.length ?? 0;
      }
    } finally {
      await connection.close();
    }
  }

  return {
    format,
    files: withItemFile(files, items),
    settings: {
      ...settings,
      ...{ columns, ids, timestamps, query, table },
      ...(items && { items: itemFileSettings(items) }),
    },
    ...((live || areItemsLive(items)) && { live: true }),
    get layout() {
      return found && { columns: found };
    },
    // The column's type decides, so it is known after the source was read.
    get timestampUnit() {
      const moments = parts?.timestamp?.reading === 'milliseconds' || times.type === 'date';
      return moments ? 'milliseconds' : undefined;
    },
    interactions,
    ...(items !== undefined && {
      items: async function* (read) {
        if (parts === undefined) {
          const connection = await database.connect(read ?? {});
          await describe(connection).finally(() => connection.close());
        }
        const integers = ids === 'integer' || parts?.item.reading === 'number';
        yield* readItemFile(items, integers ? 'integer' : 'string', read);
      },
    }),
  };
}

function kindOf(present: readonly SqlColumn[], name: string): SqlColumn['kind'] {
  return present.find((column) => column.name === name)?.kind;
}

/** The query that gives all rows of a database that the options name. */
export function baseQuery(
  { defaultQuery, format }: SqlDatabase,
  { query, table }: Pick<ReaderOptions, 'query' | 'table'>,
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

function readBlock(
  block: SqlBlock,
  reader: (block: SqlBlock, row: number) => Interaction,
  first: number,
  file: string,
  options: ReadOptions,
): Interaction[] {
  const rows = block[0]?.length ?? 0;
  const read: Interaction[] = [];
  for (let row = 0; row < rows; row += 1) {
    try {
      read.push(reader(block, row));
    } catch (error) {
      if (!(error instanceof FieldError)) throw error;
      reportBadRow(
        { file, line: first + row, reason: error.message, advice: error.advice },
        options,
      );
    }
  }
  return read;
}
