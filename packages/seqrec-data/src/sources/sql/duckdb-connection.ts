import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import { SeqrecDataError } from '../../error.js';
import { firstLine, loadPackage } from '../optional-package.js';
import type { ReadOptions } from '../source.js';
import type { SqlBlock } from './sql-block.js';
import type { SqlColumn, SqlKind } from './sql-columns.js';
import type { SqlConnection } from './sql-database.js';

/** Reading takes about 200 MB; a query that sorts more than this uses a temporary file. */
const MEMORY_LIMIT = '1GB';

/** Short enough to go unnoticed by someone who stops a query, and long enough to cost nothing. */
const INTERRUPT_EACH_MS = 10;

export interface DuckDbFiles {
  /** Their name in messages. */
  readonly name: string;
  readonly files: readonly string[];
  /** SQL that gives them names. */
  readonly setup: readonly string[];
}

/** Opens DuckDB with access to these files only; it cannot write or download. */
export async function connectDuckDb(
  { name, files, setup }: DuckDbFiles,
  { signal }: ReadOptions,
): Promise<SqlConnection> {
  const { DuckDBInstance, StatementType } = await loadPackage(
    '@duckdb/node-api',
    `reading ${name}`,
    () => import('@duckdb/node-api'),
  );
  signal?.throwIfAborted();
  const instance = await DuckDBInstance.create(':memory:', {
    memory_limit: MEMORY_LIMIT,
    temp_directory: join(tmpdir(), `seqrec-duckdb-${process.pid}`),
    // Rows of the same time stay in the order of the file.
    preserve_insertion_order: 'true',
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
  });
  const connection = await instance.connect();
  const attempt = async <Result>(
    work: () => Promise<Result>,
    code: 'bad-file' | 'bad-query' = 'bad-file',
  ): Promise<Result> => {
    signal?.throwIfAborted();
    // DuckDB loses an interrupt that comes just before a query starts, so the interrupt is repeated until the work ends.
    let telling: NodeJS.Timeout | undefined;
    const interrupt = (): void => {
      telling = setInterval(() => connection.interrupt(), INTERRUPT_EACH_MS);
    };
    signal?.addEventListener('abort', interrupt, { once: true });
    try {
      return await work();
    } catch (cause) {
      signal?.throwIfAborted();
      if (cause instanceof SeqrecDataError) throw cause;
      throw new SeqrecDataError(code, `${name}: ${firstLine(cause)}`, { file: name, cause });
    } finally {
      signal?.removeEventListener('abort', interrupt);
      clearInterval(telling);
    }
  };
  const close = async (): Promise<void> => {
    connection.closeSync();
    instance.closeSync();
  };

  try {
    const allowed = files.flatMap((file) => [quotePath(file), quoteText(resolve(file))]);
    await connection.run(`set allowed_paths = [${allowed.join(', ')}]`);
    for (const statement of setup) await attempt(() => connection.run(statement));
    await connection.run('set enable_external_access = false');
    await connection.run('set lock_configuration = true');
  } catch (error) {
    await close();
    throw error;
  }
  return {
    describe: (query) =>
      attempt(async () => {
        const statements = await connection.extractStatements(query);
        const statement = statements.count === 1 ? await statements.prepare(0) : undefined;
        if (statement?.statementType !== StatementType.SELECT) {
          throw new SeqrecDataError('bad-query', `${name}: the query is not one SELECT`);
        }
        return Array.from({ length: statement.columnCount }, (_, i): SqlColumn => {
          const type = String(statement.columnType(i));
          return { name: statement.columnName(i), type, kind: kindOf(type) };
        });
      }, 'bad-query'),
    rows: async function* (query): AsyncGenerator<SqlBlock> {
      const result = await attempt(() => connection.stream(query));
      for (;;) {
        const chunk = await attempt(() => result.fetchChunk());
        if (chunk === null || chunk.rowCount === 0) break;
        yield chunk.getColumns();
      }
    },
    close,
  };
}

/** A text as a SQL literal. */
export function quoteText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** A path as a SQL literal. `*`, `?` and `[` are patterns for DuckDB, unless they are the one character in brackets. */
export function quotePath(file: string): string {
  return quoteText(resolve(file).replace(/[*?[]/g, (character) => `[${character}]`));
}

function kindOf(type: string): SqlKind | undefined {
  // A list, such as VARCHAR[].
  if (type.endsWith(']')) return undefined;
  if (/^U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?$/.test(type)) return 'integer';
  if (/^(FLOAT|DOUBLE)/.test(type)) return 'real';
  if (type.startsWith('DECIMAL')) return 'decimal';
  if (/^(VARCHAR|ENUM|UUID)/.test(type)) return 'text';
  if (/^(DATE$|TIMESTAMP)/.test(type)) return 'time';
  return type === 'BOOLEAN' ? 'flag' : undefined;
}
