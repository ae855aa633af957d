import { z } from 'zod';
import { SeqrecDataError } from '../../error.js';
import type { ItemDetails, ReadOptions } from '../source.js';
import { isSqlPlace } from '../sql/sql-place.js';
import { type ItemColumns, resolveItemColumns, usualIdColumn } from '../text/columns.js';
import { joinQuoted, likelyDelimiters } from '../text/delimiter.js';
import { FieldError, type IdType, readId, wholeNumber } from '../text/field.js';
import { firstLines } from '../text/first-lines.js';
import { idOfKey, readJsonFile } from '../text/json-file.js';
import { jsonId, readJsonObject } from '../text/json-object.js';
import { readLines } from '../text/read-lines.js';
import { type RowReader, readRows } from '../text/read-rows.js';
import { QUOTES_AS_TEXT } from '../text/row-blocks.js';
import { detailsOf } from './item-details.js';
import type { ItemFile } from './item-file.js';

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
        `${file.path}: a file of items is .csv, .tsv, .jsonl or .json, each also with .gz, or .parquet, .duckdb or .sqlite; a Postgres server has a URL`,
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
