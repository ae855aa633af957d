import { isLiveSqlite, isPostgresUrl, isSqlite, sqliteFile } from '../sql/sql-place.js';
import type { TextEncoding } from '../text/encoding.js';
import type { Quote } from '../text/row-blocks.js';

/**
 * A file of titles and attributes. Its name gives the format: CSV (`.csv`), TSV (`.tsv`) or JSON Lines (`.jsonl`) with a row for
 * each item, or a JSON object of titles by id (`.json`). Each may be gzipped, and may then end in `.gz`. Parquet (`.parquet`) and
 * a database of DuckDB (`.duckdb`, `.ddb`, `.db`) are read by DuckDB, a database of SQLite (`.sqlite`, `.sqlite3`, or any file
 * after `sqlite:`) by libsql, and the URL of a Postgres server names a table of that.
 */
export interface ItemFile {
  /** The file, `sqlite:` and a file, or the URL of a Postgres server. */
  readonly path: string;
  /** The table of a database. */
  readonly table?: string | undefined;
  /** A SELECT in place of a table; a Parquet file is `data` in it. */
  readonly query?: string | undefined;
  /** The columns to read; by default those with usual names: `id`, `item_id`, ... and `title` or `name`. */
  readonly id?: string | undefined;
  readonly title?: string | undefined;
  /** Columns that become attributes of the same names. */
  readonly attributes?: readonly string[] | undefined;
  /** Default: that of the data if an option names it, else UTF-8, or UTF-16 by its byte-order mark. */
  readonly encoding?: TextEncoding | undefined;
  /** Quotes of CSV and TSV. Default: those of the data if an option names them, else `'double'`. */
  readonly quote?: Quote | undefined;
  /** The delimiter of CSV and TSV. By default the first lines decide or, if two fit, the file's name. */
  readonly delimiter?: string | undefined;
}

/**
 * The settings that decide how the file is read, without its path, because its content is hashed. Of a database server they
 * name the database, but neither who connected nor where to.
 */
export function itemFileSettings({ path, ...settings }: ItemFile): Record<string, unknown> {
  if (!isPostgresUrl(path)) return settings;
  const database = URL.canParse(path) ? decodeURIComponent(new URL(path).pathname.slice(1)) : '';
  return { ...settings, database };
}

/** The files of a source with this file of items. */
export function withItemFile(
  files: readonly string[],
  items: ItemFile | undefined,
): readonly string[] {
  if (items === undefined || isPostgresUrl(items.path)) return files;
  return [...files, isSqlite(items.path) ? sqliteFile(items.path) : items.path];
}

/** Whether items may change without a change of a file. */
export function areItemsLive(items: ItemFile | undefined): boolean {
  return items !== undefined && (isPostgresUrl(items.path) || isLiveSqlite(items.path));
}
