import { existsSync } from 'node:fs';

/** The name of a database file of DuckDB. */
export const DUCKDB_FILE: RegExp = /\.(duckdb|ddb|db)$/i;
export const PARQUET_FILE: RegExp = /\.parquet$/i;

const SQLITE_URL = /^sqlite:/i;
const SQLITE_FILE = /\.sqlite3?$/i;

export function isPostgresUrl(path: string): boolean {
  return /^postgres(ql)?:\/\//i.test(path);
}

/** Whether a path names rows that SQL reads. */
export function isSqlPlace(path: string): boolean {
  return isPostgresUrl(path) || isSqlite(path) || PARQUET_FILE.test(path) || DUCKDB_FILE.test(path);
}

/** Whether a path names a database of SQLite: `sqlite:` and any file, or a file with a usual name. */
export function isSqlite(path: string): boolean {
  return SQLITE_URL.test(path) || SQLITE_FILE.test(path);
}

/** The file of a database of SQLite. */
export function sqliteFile(path: string): string {
  return path.replace(SQLITE_URL, '');
}

/** Whether a part of the database may be in a second file: another process has it open, and it may change. */
export function isLiveSqlite(path: string): boolean {
  return isSqlite(path) && existsSync(`${sqliteFile(path)}-wal`);
}

export function isParquet(path: string): boolean {
  return PARQUET_FILE.test(path);
}
