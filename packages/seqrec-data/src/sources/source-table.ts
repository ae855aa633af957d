import type { FormatOptions, SourceDefinition } from './source-definition.js';

/** A format that can be read. */
export type SourceFormat =
  | 'sessions'
  | 'movielens-100k'
  | 'movielens-1m'
  | 'movielens-10m'
  | 'movielens-csv'
  | 'sasrec'
  | 's3rec'
  | 'recbole'
  | 'kuairec'
  | 'kuairand'
  | 'csv'
  | 'tsv'
  | 'jsonl'
  | 'parquet'
  | 'duckdb'
  | 'postgres';

type OptionNames = readonly (keyof FormatOptions)[];

const IN_COLUMNS: OptionNames = ['columns', 'ids', 'timestamps', 'items'];

const IN_TEXT: OptionNames = [...IN_COLUMNS, 'delimiter', 'header', 'encoding', 'quote'];

const IN_DATABASES: OptionNames = ['query', 'table', ...IN_COLUMNS];

/**
 * Every format there is, without the code that reads it: `load` imports that. Detection, the checks of options, error
 * sentences, command-line flags with their help and the README's table derive from here. Detection tries formats in this
 * order.
 */
export const sources: Readonly<Record<SourceFormat, SourceDefinition>> = {
  sessions: {
    label: 'TFRecord',
    layout:
      'TFRecords of `tf.Example` or `tf.SequenceExample`, each a user with lists or one interaction; features of usual names (`userIndex`, `movieIndices`, `timestamps`; `user_id`, `movie_id`, ...) or those of `columns`; `movie_title_by_index.json` beside; a directory with its subdirectories, a file, or a list of them',
    options: [...IN_COLUMNS, 'encoding'],
    manyPaths: true,
    load: async () => (await import('./tfrecord/sessions.js')).sessions,
  },
  'movielens-100k': {
    label: 'MovieLens',
    layout: '`u.data`, `u.item` (Latin-1)',
    options: ['encoding'],
    ids: 'integer',
    load: async () => (await import('./layouts/movielens.js')).movieLens('movielens-100k'),
  },
  'movielens-1m': {
    label: 'MovieLens',
    layout: '`ratings.dat`, `movies.dat`, `::` between (Latin-1)',
    options: ['encoding'],
    ids: 'integer',
    load: async () => (await import('./layouts/movielens.js')).movieLens('movielens-1m'),
  },
  'movielens-10m': {
    label: 'MovieLens',
    layout: 'the same, with half stars and `tags.dat` (UTF-8)',
    options: ['encoding'],
    ids: 'integer',
    load: async () => (await import('./layouts/movielens.js')).movieLens('movielens-10m'),
  },
  'movielens-csv': {
    label: 'MovieLens',
    layout: '20M, 25M, 32M, `latest`, `latest-small`: `ratings.csv`, `movies.csv`',
    options: ['encoding'],
    ids: 'integer',
    load: async () => (await import('./layouts/movielens.js')).movieLens('movielens-csv'),
  },
  sasrec: {
    label: 'SASRec',
    layout: 'a `user item` on each line, in time order',
    options: ['ids', 'encoding'],
    ids: 'integer',
    manyPaths: true,
    load: async () => (await import('./text/id-lines.js')).idLines('sasrec'),
  },
  s3rec: {
    label: 'S3Rec',
    layout: 'a `user item item ...` on each line, `*_item2attributes.json` beside',
    options: ['ids', 'items', 'encoding'],
    ids: 'integer',
    manyPaths: true,
    load: async () => (await import('./text/id-lines.js')).idLines('s3rec'),
  },
  recbole: {
    label: 'RecBole',
    layout: '`*.inter` with a typed header, `*.item` and `*.user` beside',
    options: ['columns', 'ids', 'encoding'],
    ids: 'string',
    load: async () => (await import('./layouts/recbole.js')).recbole,
  },
  kuairec: {
    label: 'KuaiRec',
    layout:
      '`big_matrix.csv` or `small_matrix.csv` (`part`), captions and categories beside; value: `watch_ratio`',
    options: ['part', 'encoding'],
    ids: 'integer',
    parts: ['big', 'small'],
    load: async () => (await import('./layouts/kuairec.js')).kuaiRec,
  },
  kuairand: {
    label: 'KuaiRand',
    layout:
      '`log_standard_*.csv` or `log_random_*.csv` (`part`), `video_features_basic_*.csv` beside; value: play time / duration',
    options: ['part', 'encoding'],
    ids: 'integer',
    manyPaths: true,
    parts: ['standard', 'random', 'all'],
    load: async () => (await import('./layouts/kuairand.js')).kuaiRand,
  },
  csv: {
    label: 'CSV',
    layout:
      'columns of the usual names or those of `columns`, with any delimiter; quotes as in RFC 4180',
    options: IN_TEXT,
    ids: 'string',
    manyPaths: true,
    load: async () => (await import('./text/table.js')).table('csv'),
  },
  tsv: {
    label: 'TSV',
    layout: 'as `csv`, with tabs between',
    options: IN_TEXT,
    ids: 'string',
    manyPaths: true,
    load: async () => (await import('./text/table.js')).table('tsv'),
  },
  jsonl: {
    label: 'JSON Lines',
    layout: 'an object on each line: one interaction, or a user with lists',
    options: [...IN_COLUMNS, 'encoding'],
    manyPaths: true,
    load: async () => (await import('./text/json-lines.js')).jsonLines,
  },
  parquet: {
    label: 'Parquet',
    layout:
      'files of named columns, or a directory with its subdirectories, of which `date=2024-01-01` is a column; a `query` sees them as `data`',
    options: ['query', ...IN_COLUMNS],
    manyPaths: true,
    load: async () => (await import('./sql/duckdb.js')).duckDb('parquet'),
  },
  duckdb: {
    label: 'DuckDB',
    layout:
      'CSV, JSON (arrays too) and Parquet as DuckDB reads them, with a `query`; a database file with a `table` or `query`',
    options: IN_DATABASES,
    manyPaths: true,
    load: async () => (await import('./sql/duckdb.js')).duckDb('duckdb'),
  },
  postgres: {
    label: 'Postgres',
    layout: '`postgres://user@host:5432/database`, a `table` or a `query`',
    options: IN_DATABASES,
    load: async () => (await import('./sql/postgres.js')).postgres,
  },
};

/** The names of all formats. */
export const sourceFormats: readonly [SourceFormat, ...SourceFormat[]] = Object.keys(sources) as [
  SourceFormat,
  ...SourceFormat[],
];
