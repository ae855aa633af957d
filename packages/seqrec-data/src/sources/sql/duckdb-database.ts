import { stat } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { SeqrecDataError } from '../../error.js';
import { filesBelow, listDirectory } from '../find-file.js';
import { readError } from '../text/byte-blocks.js';
import { connectDuckDb, quotePath, quoteText } from './duckdb-connection.js';
import type { SqlDatabase } from './sql-database.js';
import { DUCKDB_FILE, isParquet, PARQUET_FILE } from './sql-place.js';

/** The name of the files in a query. */
const VIEW = 'data';

/** DuckDB's reader of a file, by the file's name. */
const READERS: readonly (readonly [RegExp, string])[] = [
  [PARQUET_FILE, 'read_parquet'],
  [/\.(csv|tsv)(\.gz)?$/i, 'read_csv'],
  [/\.(json|jsonl|ndjson)(\.gz)?$/i, 'read_json'],
];

/** Files as a database. */
export async function duckDbDatabase(
  paths: readonly string[],
  format: 'parquet' | 'duckdb',
): Promise<SqlDatabase> {
  const files = (await Promise.all(paths.map(filesAt))).flat();
  const [first = ''] = files;
  const name = files.length > 1 ? `${first} and ${files.length - 1} more` : first;
  const isDatabase = format === 'duckdb' && DUCKDB_FILE.test(first);
  if (isDatabase && files.length > 1) {
    throw new SeqrecDataError('invalid-option', 'a database is one file; name it alone');
  }
  const setup = isDatabase
    ? [`attach ${quoteText(first)} as database_file (read_only)`, 'use database_file']
    : [`create view ${VIEW} as select * from ${readerOf(files, format)}`];
  return {
    ...{ format, name, files, settings: {}, live: false },
    ...(!isDatabase && { defaultQuery: `select * from ${VIEW}` }),
    connect: (read) => connectDuckDb({ name, files, setup }, read),
    milliseconds: (column, type) => {
      const time = `epoch_ms(${column}) + (epoch_us(${column}) % 1000) / 1000`;
      if (type !== 'TIMESTAMP_NS') return time;
      return `case when epoch_ns(${column}) % 1000 = 0 then ${time} else 'nan' end`;
    },
  };
}

async function filesAt(path: string): Promise<readonly string[]> {
  const entries = await listDirectory(path);
  if (entries === undefined) {
    const { size } = await stat(path).catch((error: unknown) => {
      throw readError(path, error);
    });
    if (size === 0) throw new SeqrecDataError('bad-file', `${path} is empty`, { file: path });
    return [path];
  }
  const files = await filesBelow(path, isParquet);
  if (files.length === 0) {
    throw new SeqrecDataError('source-missing', `${path} holds no *.parquet`, { file: path });
  }
  return files;
}

function readerOf(files: readonly string[], format: 'parquet' | 'duckdb'): string {
  const readers = new Set(files.map((file) => readerOfFile(file, format)));
  const [reader, ...others] = readers;
  if (others.length > 0) {
    throw new SeqrecDataError(
      'invalid-option',
      `files that are read together must be of one kind; ${files.map((file) => basename(file)).join(', ')} are not`,
    );
  }
  const paths = files.map(quotePath).join(', ');
  if (reader !== 'read_parquet') return `${reader}([${paths}])`;
  const isPartitioned = files.some((file) => /^[^=]+=/.test(basename(dirname(file))));
  // A column that only some of the files have is null in the others.
  return `${reader}([${paths}], hive_partitioning = ${isPartitioned}, union_by_name = ${files.length > 1})`;
}

function readerOfFile(file: string, format: 'parquet' | 'duckdb'): string {
  if (format === 'parquet') return 'read_parquet';
  const reader = READERS.find(([pattern]) => pattern.test(file))?.[1];
  if (reader !== undefined) return reader;
  throw new SeqrecDataError(
    'unknown-format',
    `${file}: DuckDB reads .parquet, .csv, .tsv, .json, .jsonl, .ndjson and its own .duckdb and .db; rename the file`,
    { file },
  );
}
