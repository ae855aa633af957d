import { SeqrecDataError } from '../error.js';
import { listDirectory } from './find-file.js';
import { isKuaiRandDirectory, KUAIRAND_COLUMNS } from './layouts/kuairand.js';
import { isKuaiRecDirectory, KUAIREC_COLUMNS } from './layouts/kuairec.js';
import { isRecordFile } from './layouts/sessions.js';
import type { SourceFormat } from './open-source.js';
import { isPostgresUrl } from './sql/postgres.js';
import { readByteBlocks } from './text/byte-blocks.js';
import { wholeNumber } from './text/field.js';

/**
 * The format of a data set, told from the names in a directory, or from a file's name and first lines. A format that
 * cannot be told is an error that lists what can be opened.
 */
export async function detectFormat(path: string): Promise<SourceFormat> {
  if (isPostgresUrl(path)) return 'postgres';
  const entries = await listDirectory(path);
  if (entries !== undefined) return formatOfDirectory(path, entries);
  const name = path.replace(/\.gz$/i, '').toLowerCase();
  if (isRecordFile(name)) return 'sessions';
  if (name.endsWith('.inter')) return 'recbole';
  if (name.endsWith('.parquet')) return 'parquet';
  if (/\.(duckdb|ddb|db)$/.test(name)) return 'duckdb';
  if (/\.(jsonl|ndjson)$/.test(name)) return 'jsonl';
  return formatOfText(path, await firstLines(path));
}

function formatOfDirectory(path: string, entries: readonly string[]): SourceFormat {
  const names = new Set(entries.map((entry) => entry.replace(/\.gz$/, '')));
  if (names.has('u.data')) return 'movielens-100k';
  // Both use `ratings.dat`; only the 1M data set describes its users, only the 10M one has tags.
  if (names.has('ratings.dat')) return names.has('tags.dat') ? 'movielens-10m' : 'movielens-1m';
  if (names.has('ratings.csv')) return 'movielens-csv';
  if (isKuaiRecDirectory(names)) return 'kuairec';
  if (isKuaiRandDirectory(names)) return 'kuairand';
  if (entries.some(isRecordFile)) return 'sessions';
  if ([...names].some((name) => name.endsWith('.inter'))) return 'recbole';
  if (entries.some((entry) => entry.endsWith('.parquet'))) return 'parquet';
  throw new SeqrecDataError(
    'unknown-format',
    `${path} holds nothing that is known to be a data set: expected *.tfrecord, u.data, ratings.dat, ratings.csv, *.inter, big_matrix.csv, log_standard_*.csv or *.parquet; for anything else give the path of the file`,
    { file: path },
  );
}

function formatOfText(path: string, lines: readonly string[]): SourceFormat {
  const [first = ''] = lines;
  if (first === '') {
    throw new SeqrecDataError('bad-file', `${path} is empty`, { file: path });
  }
  if (first.startsWith('{')) return 'jsonl';
  // An array of objects.
  if (first.startsWith('[') && /\.json(\.gz)?$/i.test(path)) return 'duckdb';
  if (first.includes('::')) {
    // The 10M data set is the one with half stars.
    return lines.some((line) => line.includes('.')) ? 'movielens-10m' : 'movielens-1m';
  }
  if (/:(token|float)(_seq)?(\t|$)/.test(first)) return 'recbole';
  if (first === 'userId,movieId,rating,timestamp') return 'movielens-csv';
  if (first === KUAIREC_COLUMNS.join()) return 'kuairec';
  if (first.startsWith(KUAIRAND_COLUMNS.join())) return 'kuairand';
  if (first.includes(',')) return 'csv';

  const fieldsOf = (line: string): string[] => line.trim().split(/[ \t]+/);
  const numeric = lines.every((line) =>
    fieldsOf(line).every((field) => wholeNumber(field) !== undefined),
  );
  if (first.includes('\t') && !(numeric && /^\S+\t\S+$/.test(first))) {
    const ratings = lines.every((line) => line.split('\t').length === 4);
    return numeric && ratings ? 'movielens-100k' : 'tsv';
  }
  const counts = lines.map((line) => fieldsOf(line).length);
  if (numeric && counts.every((count) => count === 2)) return 'sasrec';
  if (numeric && counts.every((count) => count >= 2)) return 's3rec';
  throw new SeqrecDataError(
    'unknown-format',
    `${path}: nothing tells its format, it starts with ${JSON.stringify(first.slice(0, 60))}; name the format`,
    { file: path },
  );
}

/** Some lines from the start of a text file, not the last one that was read, as it may be cut. */
async function firstLines(path: string): Promise<readonly string[]> {
  for await (const block of readByteBlocks(path)) {
    const text = block
      .subarray(0, 64 * 1024)
      .toString('latin1')
      .replace(/^\u00EF\u00BB\u00BF/, '');
    if (text.includes('\0')) {
      throw new SeqrecDataError(
        'unknown-format',
        `${path} is no text; if it holds TFRecords, name it *.tfrecord or say that its format is sessions`,
        { file: path },
      );
    }
    const lines = text.split(/\r?\n/);
    return (lines.length > 1 ? lines.slice(0, -1) : lines)
      .filter((line) => line !== '')
      .slice(0, 200);
  }
  return [];
}
