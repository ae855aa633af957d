/** The name of a database file of DuckDB. */
export const DUCKDB_FILE: RegExp = /\.(duckdb|ddb|db)$/i;
export const PARQUET_FILE: RegExp = /\.parquet$/i;

export function isPostgresUrl(path: string): boolean {
  return /^postgres(ql)?:\/\//i.test(path);
}

/** Whether a path names rows that SQL reads. */
export function isSqlPlace(path: string): boolean {
  return isPostgresUrl(path) || PARQUET_FILE.test(path) || DUCKDB_FILE.test(path);
}

export function isParquet(path: string): boolean {
  return PARQUET_FILE.test(path);
}
