import { setting } from '../advice.js';
import { SeqrecDataError } from '../error.js';
import { filesBelow, listDirectory } from './find-file.js';
import { isKuaiRandDirectory, KUAIRAND_COLUMNS } from './layouts/kuairand.js';
import { isKuaiRecDirectory, KUAIREC_COLUMNS } from './layouts/kuairec.js';
import type { SourceFormat, SourceOptions } from './open-source.js';
import { isParquet } from './sql/duckdb.js';
import { isPostgresUrl } from './sql/postgres.js';
import { firstLines } from './text/first-lines.js';
import { type TableLayout, textLayout } from './text/text-layout.js';
import { holdsRecords, isRecordFile, startsAsRecords } from './tfrecord/record-files.js';

/** The options that the user gave, which decide where the file leaves a choice. */
type Given = Pick<SourceOptions, 'format' | 'columns' | 'delimiter' | 'header' | 'encoding'>;

/** A format, and options for what differs from its defaults. */
export interface Detected {
  readonly format: SourceFormat;
  readonly options?: Pick<SourceOptions, 'delimiter' | 'header' | 'columns'>;
}

/**
 * The format of a data set, by the names in a directory, or by a file's name and first lines. A format that cannot be
 * told is an error that says what can be opened, and one that two readings fit is an error that names both.
 */
export async function detectFormat(path: string, given: Given = {}): Promise<Detected> {
  const format = given.format ?? (await formatOfPath(path));
  if (format === undefined && (await startsAsRecords(path))) return { format: 'sessions' };
  if (format === undefined || isTable(format)) {
    // Also says of a pipe that it is one, before it is read.
    await listDirectory(path);
    return detectText(path, await firstLines(path, given.encoding), given);
  }
  return { format };
}

/** The format that the path alone says. */
async function formatOfPath(path: string): Promise<SourceFormat | undefined> {
  if (isPostgresUrl(path)) return 'postgres';
  const entries = await listDirectory(path);
  if (entries !== undefined) return formatOfDirectory(path, entries);
  const name = path.replace(/\.gz$/i, '').toLowerCase();
  if (isRecordFile(name)) return 'sessions';
  if (name.endsWith('.inter')) return 'recbole';
  if (name.endsWith('.parquet')) return 'parquet';
  if (/\.(duckdb|ddb|db)$/.test(name)) return 'duckdb';
  return /\.(jsonl|ndjson)$/.test(name) ? 'jsonl' : undefined;
}

function isTable(format: SourceFormat): boolean {
  return format === 'csv' || format === 'tsv';
}

async function formatOfDirectory(path: string, entries: readonly string[]): Promise<SourceFormat> {
  const names = new Set(entries.map((entry) => entry.replace(/\.gz$/, '')));
  if (names.has('u.data')) return 'movielens-100k';
  // Both use `ratings.dat`; only the 1M data set describes its users, only the 10M one has tags.
  if (names.has('ratings.dat')) return names.has('tags.dat') ? 'movielens-10m' : 'movielens-1m';
  if (names.has('ratings.csv')) return 'movielens-csv';
  if (isKuaiRecDirectory(names)) return 'kuairec';
  if (isKuaiRandDirectory(names)) return 'kuairand';
  const held: SourceFormat[] = [];
  if (await holdsRecords(path)) held.push('sessions');
  if ([...names].some((name) => name.endsWith('.inter'))) held.push('recbole');
  if ((await filesBelow(path, isParquet)).length > 0) held.push('parquet');
  const [format, other] = held;
  if (format !== undefined && other === undefined) return format;
  if (format !== undefined && other !== undefined) {
    throw new SeqrecDataError('unknown-format', `${path} holds data of several formats`, {
      file: path,
      advice: [
        'choose with ',
        [setting('format', format)],
        ' or ',
        [setting('format', other)],
        ', or give the path of a file',
      ],
    });
  }
  throw new SeqrecDataError(
    'unknown-format',
    `${path} holds nothing that is known to be a data set: expected *.tfrecord, u.data, ratings.dat, ratings.csv, *.inter, big_matrix.csv, log_standard_*.csv or *.parquet (TFRecords and Parquet also in directories below it); for anything else give the path of the file`,
    { file: path },
  );
}

function detectText(path: string, lines: readonly string[], given: Given): Detected {
  const [first = ''] = lines;
  if (first === '') {
    throw new SeqrecDataError('bad-file', `${path} is empty`, { file: path });
  }
  const table =
    given.format !== undefined || given.delimiter !== undefined || given.header !== undefined;
  const format = table ? undefined : namedFormat(path, lines);
  if (format !== undefined) return { format };
  const layout = textLayout(lines, {
    delimiter: given.delimiter ?? (given.format === 'tsv' ? '\t' : undefined),
    header: given.header,
    columns: given.columns !== undefined,
    table: table || given.columns !== undefined,
  });
  switch (layout.kind) {
    case 'pairs':
      return { format: 'sasrec' };
    case 'lists':
      return { format: 's3rec' };
    case 'table':
      return detectedTable(layout, given.format);
    case 'unclear':
      throw new SeqrecDataError('unknown-format', `${path}: ${layout.problem}`, {
        file: path,
        advice: layout.advice,
      });
    case 'unknown':
      if (given.format === 'csv') return { format: 'csv' };
      throw new SeqrecDataError(
        'unknown-format',
        `${path}: nothing tells its format, it starts with ${JSON.stringify(first.slice(0, 60))}`,
        {
          file: path,
          advice: [
            'name it, e.g. ',
            [setting('format', 'sasrec'), setting('ids', 'string')],
            ' for lines of a user and an item, or ',
            [setting('format', 'csv'), setting('delimiter', '|')],
            ' for a table',
          ],
        },
      );
  }
}

/** Formats that the first lines name, by marks of their own. */
function namedFormat(path: string, lines: readonly string[]): SourceFormat | undefined {
  const [first = ''] = lines;
  if (first.startsWith('{')) return 'jsonl';
  // An array of objects.
  if (first.startsWith('[') && /\.json(\.gz)?$/i.test(path)) return 'duckdb';
  if (/:(token|float)(_seq)?(\t|$)/.test(first)) return 'recbole';
  if (first === 'userId,movieId,rating,timestamp') return 'movielens-csv';
  if (first === KUAIREC_COLUMNS.join()) return 'kuairec';
  if (first.startsWith(KUAIRAND_COLUMNS.join())) return 'kuairand';
  if (lines.every((line) => /^\d+::\d+::[\d.]+::\d+$/.test(line))) {
    // The 10M data set is the one with half stars.
    return lines.some((line) => line.includes('.')) ? 'movielens-10m' : 'movielens-1m';
  }
  // Seconds since 1970 beside one to five stars.
  if (lines.every((line) => /^\d+\t\d+\t[1-5]\t\d{9,10}$/.test(line))) return 'movielens-100k';
  return undefined;
}

function detectedTable(
  { delimiter, header, columns }: TableLayout,
  format: SourceFormat = delimiter === '\t' ? 'tsv' : 'csv',
): Detected {
  return { format, options: { delimiter, header, ...(columns && { columns }) } };
}
