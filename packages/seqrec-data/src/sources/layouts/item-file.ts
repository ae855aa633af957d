import { z } from 'zod';
import { SeqrecDataError } from '../../error.js';
import type { ItemDetails, ReadOptions } from '../source.js';
import { isPostgresUrl, isSqlPlace } from '../sql/sql-place.js';
import { type ItemColumns, resolveItemColumns, usualIdColumn } from '../text/columns.js';
import { joinQuoted, likelyDelimiters } from '../text/delimiter.js';
import type { TextEncoding } from '../text/encoding.js';
import { FieldError, type IdType, readId, wholeNumber } from '../text/field.js';
import { firstLines } from '../text/first-lines.js';
import { idOfKey, readJsonFile } from '../text/json-file.js';
import { jsonId, readJsonObject } from '../text/json-object.js';
import { readLines } from '../text/read-lines.js';
import { type RowReader, readRows } from '../text/read-rows.js';
import { QUOTES_AS_TEXT, type Quote } from '../text/row-blocks.js';
import { detailsOf } from './item-details.js';

/**
 * A file of titles and attributes. Its name gives the format: CSV (`.csv`), TSV (`.tsv`) or JSON Lines (`.jsonl`) with a row for
 * each item, or a JSON object of titles by id (`.json`). Each may be gzipped, and may then end in `.gz`. Parquet (`.parquet`) and
 * a database of DuckDB (`.duckdb`, `.ddb`, `.db`) are read by DuckDB, and the URL of a Postgres server names a table of that.
 */
export interface ItemFile {
  /** The file, or the URL of a Postgres server. */
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
  return items === undefined || isPostgresUrl(items.path) ? files : [...files, items.path];
}

/** Whether items may change without a change of a file. */
export function areItemsLive(items: ItemFile | undefined): boolean {
  return items !== undefined && isPostgresUrl(items.path);
}

/**
 * The details of items. Without `ids`, an item whose id spells a number is given twice, with the number and with the
 * text, because interactions may have either.
 */
export async function* readItemFile(
  file: ItemFile,
  ids: IdType | undefined,
  options: ReadOptions = {},
): AsyncGenerator<readonly ItemDetails[]> {
  if (ids !== undefined) {
    yield* readItems(file, ids, options);
    return;
  }
  for await (const items of readItems(file, 'string', options)) {
    yield items.flatMap((item) => {
      const number = wholeNumber(String(item.id));
      return number === undefined ? [item] : [item, { ...item, id: number }];
    });
  }
}

function readItems(
  file: ItemFile,
  ids: IdType,
  options: ReadOptions,
): AsyncIterable<readonly ItemDetails[]> {
  if (isSqlPlace(file.path)) return readSqlItems(file, ids, options);
  const sqlOption = (['table', 'query'] as const).find((name) => file[name] !== undefined);
  if (sqlOption !== undefined) {
    throw new SeqrecDataError(
      'invalid-option',
      `${file.path}: only items of a database or a Parquet file have a ${sqlOption}`,
      { file: file.path },
    );
  }
  const extension = /\.(csv|tsv|jsonl|ndjson|json)(?:\.gz)?$/i.exec(file.path)?.[1]?.toLowerCase();
  switch (extension) {
    case 'json':
      return readTitles(file, ids);
    case 'jsonl':
    case 'ndjson':
      return readLines([file.path], openItemObjects(file, ids), {
        ...options,
        encoding: file.encoding,
      });
    case 'csv':
    case 'tsv':
      return readItemTable(file, extension === 'csv' ? ',' : '\t', ids, options);
    default:
      throw new SeqrecDataError(
        'unknown-format',
        `${file.path}: a file of items is .csv, .tsv, .jsonl or .json, each also with .gz, or .parquet or .duckdb; a Postgres server has a URL`,
        { file: file.path },
      );
  }
}

/** The code of databases is only loaded for them. */
async function* readSqlItems(
  file: ItemFile,
  ids: IdType,
  options: ReadOptions,
): AsyncGenerator<readonly ItemDetails[]> {
  const { readItemRows } = await import('../sql/item-rows.js');
  yield* readItemRows(file, ids, options);
}

const titlesSchema = z.union([z.record(z.string(), z.string()), z.array(z.string())]);

/** A JSON object of titles by id, or a list of titles, whose ids are then 0, 1, ... */
async function* readTitles(
  { path, encoding }: ItemFile,
  ids: IdType,
): AsyncGenerator<readonly ItemDetails[]> {
  const titles = await readJsonFile(path, titlesSchema, encoding);
  yield Object.entries(titles).map(([key, title]) => ({ id: idOfKey(key, ids, path), title }));
}

async function* readItemTable(
  file: ItemFile,
  usual: string,
  ids: IdType,
  options: ReadOptions,
): AsyncGenerator<readonly ItemDetails[]> {
  const { path, encoding, quote = 'double' } = file;
  const delimiter = itemDelimiter(await firstLines(path, encoding), file, usual);
  yield* readRows(
    [path],
    { delimiter, quotes: quote === 'double', header: true, encoding, quoteAdvice: QUOTES_AS_TEXT },
    (header) => openItemTable(header, file, ids),
    options,
  );
}

/**
 * The delimiter that finds the column of the ids, else one that cuts all lines into equally many fields, else the usual
 * one.
 */
function itemDelimiter(lines: readonly string[], file: ItemFile, usual: string): string {
  const { delimiter, id } = file;
  if (delimiter !== undefined) return delimiter;
  const isHeader = (names: readonly string[]): boolean =>
    id === undefined ? usualIdColumn(names) !== undefined : names.length > 1 && names.includes(id);
  const likely = likelyDelimiters(joinQuoted(lines), isHeader);
  const [first] = likely;
  return first === undefined || likely.includes(usual) ? usual : first;
}

function openItemTable(
  header: readonly string[],
  file: ItemFile,
  ids: IdType,
): RowReader<ItemDetails> {
  const { id, title } = resolveItemColumns(header, file, file.path);
  const positions = new Map(header.map((name, position) => [name, position]));
  return (fields) => {
    if (fields.length !== header.length) {
      throw new FieldError(`expected ${header.length} fields, got ${fields.length}`);
    }
    const get = (column: string | undefined): string | undefined =>
      column === undefined ? undefined : fields[positions.get(column) ?? -1];
    return detailsOf(readId(get(id) ?? '', ids, id), get(title), file, get);
  };
}

function openItemObjects(file: ItemFile, ids: IdType): (line: string) => readonly ItemDetails[] {
  let columns: ItemColumns | undefined;
  return (line) => {
    const object = readJsonObject(line);
    columns ??= resolveItemColumns(Object.keys(object), file, file.path);
    const { id, title } = columns;
    const get = (column: string): unknown => object[column];
    return [detailsOf(jsonId(get(id), id, ids), title && get(title), file, get)];
  };
}
