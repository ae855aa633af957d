import type { Interaction } from '../interaction.js';
import { areItemsLive, itemFileSettings, withItemFile } from '../layouts/item-file.js';
import { readItemFile } from '../layouts/read-item-file.js';
import { type ReadOptions, reportBadRow, type Source } from '../source.js';
import type { ReaderOptions } from '../source-definition.js';
import { type ColumnNames, resolveColumns } from '../text/columns.js';
import { FieldError, TimestampReader } from '../text/field.js';
import type { SqlBlock } from './sql-block.js';
import { expressionOf, readingsOf, type SqlColumn, type SqlParts } from './sql-columns.js';
import { baseQuery, type SqlConnection, type SqlDatabase } from './sql-database.js';
import { sqlReader } from './sql-interaction.js';

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
