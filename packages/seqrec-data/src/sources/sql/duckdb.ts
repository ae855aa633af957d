import { filesBelow } from '../find-file.js';
import type { Source } from '../source.js';
import type { Detection, ReaderOptions, SourceReader } from '../source-definition.js';
import { duckDbDatabase } from './duckdb-database.js';
import { DUCKDB_FILE, isParquet } from './sql-place.js';
import { openSqlSource } from './sql-source.js';

/**
 * Files that DuckDB reads: Parquet, CSV and JSON, which are `data` in a query, or a database file with its tables. A
 * directory means the Parquet files in it and below it; directories such as `date=2024-01-01` are columns. A query can
 * read only these files, so every change is noticed.
 */
export function duckDb(format: 'parquet' | 'duckdb'): SourceReader {
  return {
    detection: DETECTIONS[format],
    open: (paths, options) => openDuckDb(paths, format, options),
  };
}

const DETECTIONS: Readonly<Record<'parquet' | 'duckdb', Detection>> = {
  parquet: {
    byName: isParquet,
    holds: '*.parquet',
    byFiles: async (directory) => (await filesBelow(directory, isParquet)).length > 0,
  },
  duckdb: {
    byName: (name) => DUCKDB_FILE.test(name),
    // An array of objects.
    byLines: ([first = ''], name) => first.startsWith('[') && name.endsWith('.json'),
  },
};

async function openDuckDb(
  paths: readonly string[],
  format: 'parquet' | 'duckdb',
  options: ReaderOptions,
): Promise<Source> {
  return openSqlSource(await duckDbDatabase(paths, format), options);
}
