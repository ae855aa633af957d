import { SeqrecDataError } from '../error.js';
import { detectFormat } from './detect-format.js';
import type { ItemFile } from './layouts/item-file.js';
import { openKuaiRand } from './layouts/kuairand.js';
import { openKuaiRec } from './layouts/kuairec.js';
import { openMovieLens } from './layouts/movielens.js';
import { openRecBole } from './layouts/recbole.js';
import type { Source } from './source.js';
import { openDuckDb } from './sql/duckdb.js';
import { openPostgres } from './sql/postgres.js';
import type { SqlOptions } from './sql/sql-source.js';
import type { ColumnNames } from './text/columns.js';
import type { TextEncoding } from './text/encoding.js';
import type { IdType, TimestampType } from './text/field.js';
import { openIdLines } from './text/id-lines.js';
import { openJsonLines } from './text/json-lines.js';
import { openTable, type Quote } from './text/table.js';
import { openSessions } from './tfrecord/sessions.js';

/** The formats that can be read, see the package's README for the layout of each. */
export const SOURCE_FORMATS = [
  'sessions',
  'movielens-100k',
  'movielens-1m',
  'movielens-10m',
  'movielens-csv',
  'sasrec',
  's3rec',
  'recbole',
  'kuairec',
  'kuairand',
  'csv',
  'tsv',
  'jsonl',
  'parquet',
  'duckdb',
  'postgres',
] as const;

export type SourceFormat = (typeof SOURCE_FORMATS)[number];

/** The parts of a data set that comes in several: of `kuairec` the first two, of `kuairand` the others. */
export const SOURCE_PARTS = ['big', 'small', 'standard', 'random', 'all'] as const;

export type SourcePart = (typeof SOURCE_PARTS)[number];

/** Which options a format takes besides `path` and `format` is written at each; any other is an error. */
export interface SourceOptions {
  /**
   * A file or directory; of `postgres` a URL, `postgres://user@host:5432/database`. A list of files, read one after the
   * other: `sessions`, `sasrec`, `s3rec`, `kuairand`, `csv`, `tsv`, `jsonl`, `parquet`, `duckdb`.
   */
  readonly path: string | readonly string[];
  /** Default: told by the path and the first lines. */
  readonly format?: SourceFormat | undefined;
  /** `csv`, `tsv`, `jsonl`, `recbole`, databases: which columns to read. By default those with usual names, as `userId` or `timestamp`. */
  readonly columns?: Partial<ColumnNames> | undefined;
  /**
   * `csv`, `tsv`, `recbole`, `sasrec`, `s3rec`: default `'integer'` for the last two, else `'string'`. Of databases the
   * column's type decides; `'string'` reads integers as texts, `'integer'` texts as integers.
   */
  readonly ids?: IdType | undefined;
  /** `csv`, `tsv`, `jsonl`, and of databases columns of text: default what the first time is. */
  readonly timestamps?: TimestampType | undefined;
  /** `csv`, `tsv`: default `,` and tab. */
  readonly delimiter?: string | undefined;
  /** `csv`, `tsv`: default true. */
  readonly header?: boolean | undefined;
  /** `csv`, `tsv`: `'none'` where quotes are part of the text. Default `'double'`, as in RFC 4180. */
  readonly quote?: Quote | undefined;
  /** `csv`, `tsv`: a name of the Encoding standard. Default `'utf-8'`; UTF-16 is known by its byte-order mark. */
  readonly encoding?: TextEncoding | undefined;
  /** `parquet`, `duckdb`, `postgres`: the SELECT to read. Files are `data` in it, read by DuckDB in their order. */
  readonly query?: string | undefined;
  /** `duckdb` (of a database file), `postgres`: the table to read, with or without its schema. */
  readonly table?: string | undefined;
  /**
   * Titles and attributes. Of `csv`, `tsv`, `jsonl` and databases any item file; of `sessions` the titles (by default
   * `movie_title_by_index.json` beside the records), of `s3rec` the attributes.
   */
  readonly items?: string | ItemFile | undefined;
  /**
   * Which part of a directory. `kuairec`: the `'big'` or the `'small'` matrix, default the one that is there;
   * `kuairand`: the `'standard'` logs (default), the `'random'` ones, or `'all'`.
   */
  readonly part?: SourcePart | undefined;
}

type OptionName = Exclude<keyof SourceOptions, 'path' | 'format'>;

const TABLE: readonly OptionName[] = [
  'columns',
  'ids',
  'timestamps',
  'delimiter',
  'header',
  'encoding',
  'quote',
  'items',
];

const DATABASE: readonly OptionName[] = ['columns', 'ids', 'timestamps', 'query', 'table', 'items'];

const OPTIONS_OF: Readonly<Record<SourceFormat, readonly OptionName[]>> = {
  sessions: ['columns', 'ids', 'timestamps', 'items'],
  'movielens-100k': [],
  'movielens-1m': [],
  'movielens-10m': [],
  'movielens-csv': [],
  sasrec: ['ids'],
  s3rec: ['ids', 'items'],
  recbole: ['columns', 'ids'],
  kuairec: ['part'],
  kuairand: ['part'],
  csv: TABLE,
  tsv: TABLE,
  jsonl: ['columns', 'ids', 'timestamps', 'items'],
  parquet: ['columns', 'ids', 'timestamps', 'query', 'items'],
  duckdb: DATABASE,
  postgres: DATABASE,
};

/**
 * Opens a data set. Files are found and options checked here; rows are read when the source is.
 *
 * @example
 * const source = await openSource({ path: 'ml-1m' });
 * const clicks = await openSource({
 *   path: 'clicks.csv.gz',
 *   columns: { user: 'visitor', item: 'sku', timestamp: 'at' },
 *   timestamps: 'date',
 * });
 */
export async function openSource(options: SourceOptions): Promise<Source> {
  const paths = typeof options.path === 'string' ? [options.path] : options.path;
  const [path] = paths;
  if (path === undefined) throw invalid('path is an empty list, expected a file or directory');
  const detected = await detectFormat(path, options);
  const { format } = detected;
  const allowed = OPTIONS_OF[format];
  if (allowed === undefined) {
    throw invalid(
      `no format ${JSON.stringify(format)}; the formats are ${SOURCE_FORMATS.join(', ')}`,
    );
  }
  for (const [name, value] of Object.entries(options)) {
    if (value === undefined || name === 'path' || name === 'format') continue;
    if (!(allowed as readonly string[]).includes(name)) {
      throw invalid(
        `a source of format ${format} takes no ${name}${allowed.length === 0 ? '' : `; it takes ${allowed.join(', ')}`}`,
      );
    }
  }

  const {
    columns = detected.options?.columns ?? {},
    ids,
    timestamps,
    items,
    query,
    table,
  } = options;
  const sql: SqlOptions = { columns, ids, timestamps, query, table, items: itemFileOf(items) };
  switch (format) {
    case 'sessions':
      return openSessions(paths, { columns, ids, timestamps, items: itemFileOf(items) });
    case 'sasrec':
    case 's3rec':
      return openIdLines(paths, format, { ids, attributes: pathOf(items, format) });
    case 'csv':
    case 'tsv':
      return openTable(paths, {
        format,
        columns,
        ids: ids ?? 'string',
        timestamps,
        delimiter: options.delimiter ?? detected.options?.delimiter ?? ',',
        header: options.header ?? detected.options?.header ?? true,
        quote: options.quote ?? 'double',
        encoding: options.encoding ?? 'utf-8',
        items: itemFileOf(items),
      });
    case 'jsonl':
      return openJsonLines(paths, { columns, ids, timestamps, items: itemFileOf(items) });
    case 'kuairand':
      return openKuaiRand(paths, partOf(options, ['standard', 'random', 'all']));
    case 'parquet':
    case 'duckdb':
      return openDuckDb(paths, format, sql);
    default:
      if (paths.length > 1)
        throw invalid(`a source of format ${format} has one path, got ${paths.length}`);
      if (format === 'postgres') return openPostgres(path, sql);
      if (format === 'recbole') return openRecBole(path, { columns, ids: ids ?? 'string' });
      if (format === 'kuairec') return openKuaiRec(path, partOf(options, ['big', 'small']));
      return openMovieLens(path, format);
  }
}

function partOf<const Part extends SourcePart>(
  { part }: SourceOptions,
  parts: readonly Part[],
): Part | undefined {
  const known = parts.find((name) => name === part);
  if (part !== undefined && known === undefined) {
    throw invalid(
      `no part ${JSON.stringify(part)} of this data set; there are ${parts.join(', ')}`,
    );
  }
  return known;
}

function pathOf(items: string | ItemFile | undefined, format: SourceFormat): string | undefined {
  if (items === undefined || typeof items === 'string') return items;
  const { path, ...rest } = items;
  if (Object.values(rest).some((value) => value !== undefined)) {
    throw invalid(`items of a source of format ${format} is a path alone, as its layout is fixed`);
  }
  return path;
}

function itemFileOf(items: string | ItemFile | undefined): ItemFile | undefined {
  return typeof items === 'string' ? { path: items } : items;
}

function invalid(message: string): SeqrecDataError {
  return new SeqrecDataError('invalid-option', message);
}
