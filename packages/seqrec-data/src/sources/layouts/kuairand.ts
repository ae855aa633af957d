import { basename, dirname, join } from 'node:path';
import { SeqrecDataError } from '../../error.js';
import { findIn, listDirectory } from '../find-file.js';
import type { Interaction } from '../interaction.js';
import type { ItemDetails, ReadOptions, Source } from '../source.js';
import type { ReaderOptions, SourceReader } from '../source-definition.js';
import { positionsOf } from '../text/columns.js';
import { FieldError, integerId, numberTime, readFlag, readValue } from '../text/field.js';
import { type RowReader, readRows, type TableFormat } from '../text/read-rows.js';
import { readWatchHistories } from './kuairand-histories.js';
import { knownText, kuaishouCsv, likedWatchRatio } from './kuaishou.js';
import { readUserFeatures } from './kuaishou-users.js';

/** The first columns of every log. */
const KUAIRAND_COLUMNS = ['user_id', 'video_id', 'date', 'hourmin', 'time_ms'] as const;

const LOG = /^log_(standard|random)_.*\.csv$/;
/** The files of the derived layout, in the order of time: earlier histories, then the logs of validation and test. */
const DERIVED = ['user_sequences.jsonl', 'val.csv', 'test.csv'];
const VIDEOS = /^video_features_basic.*\.csv$/;
const USERS = /^user_features.*\.csv$/;

/**
 * KuaiRand (Gao et al. 2022, https://arxiv.org/abs/2208.08696) in any of its sizes: the directory of its logs, or
 * single logs. The value of an interaction is its watch ratio, `play_time_ms / duration_ms`, or 0 for the duration 0,
 * which means unknown. Hated videos are dislikes. Basic video features and user features become attributes if their
 * files are beside the logs.
 *
 * Instead of logs a directory may hold `val.csv`, `test.csv` and `user_sequences.jsonl`, see {@link readWatchHistories}.
 */
export const kuaiRand: SourceReader = {
  detection: {
    holds: 'log_standard_*.csv',
    byDataSet: (names) =>
      [...names].some((name) => LOG.test(name)) || DERIVED.every((name) => names.has(name)),
    byLines: ([first = '']) => first.startsWith(KUAIRAND_COLUMNS.join()),
  },
  open: openKuaiRand,
};

async function openKuaiRand(
  paths: readonly string[],
  { part, encoding }: Pick<ReaderOptions, 'part' | 'encoding'>,
): Promise<Source> {
  const csv = kuaishouCsv(encoding);
  const files: string[] = [];
  for (const path of paths) files.push(...(await logFiles(path, part)));
  const directory = dirname(files[0] ?? '');
  const entries = (await listDirectory(directory)) ?? [];
  const beside = (pattern: RegExp) =>
    matching(entries, pattern).map((name) => join(directory, name));
  const [videos] = beside(VIDEOS);
  const [users] = beside(USERS);
  return {
    format: 'kuairand',
    files: [...files, ...[videos, users].filter((file) => file !== undefined)],
    settings: { encoding },
    timestampUnit: 'milliseconds',
    defaultRating: likedWatchRatio,
    interactions: (options) => readFiles(files, csv, options),
    ...(videos !== undefined && {
      items: (options) => readRows([videos], csv, openVideos, options),
    }),
    ...(users !== undefined && { users: (options) => readUserFeatures(users, csv, options) }),
  };
}

async function logFiles(path: string, part: string | undefined): Promise<readonly string[]> {
  const entries = await listDirectory(path);
  if (entries === undefined) {
    if (part === undefined) return [path];
    throw new SeqrecDataError(
      'invalid-option',
      `the part ${part} is a part of a directory, and ${path} is a file; give either a part or a file`,
      { file: path },
    );
  }
  const logs = matching(entries, LOG).filter(
    (name) => part === 'all' || name.startsWith(`log_${part ?? 'standard'}`),
  );
  if (logs.length > 0) return logs.map((name) => join(path, name));
  const derived = DERIVED.flatMap((name) => findIn(path, entries, [name]) ?? []);
  if (part !== 'random' && derived.some((file) => !isHistories(file))) return derived;
  const wanted = part === 'random' ? 'log_random_*.csv' : 'log_standard_*.csv or val.csv';
  throw new SeqrecDataError('source-missing', `${path} holds no ${wanted}`, { file: path });
}

/** The entries whose names fit, with or without `.gz`. If a file exists in both forms, the plain one. */
function matching(entries: readonly string[], pattern: RegExp): string[] {
  return entries.filter((entry) => {
    const name = entry.replace(/\.gz$/, '');
    return pattern.test(name) && (entry === name || !entries.includes(name));
  });
}

function isHistories(file: string): boolean {
  return /\.jsonl(\.gz)?$/.test(basename(file));
}

async function* readFiles(
  files: readonly string[],
  csv: TableFormat,
  options: ReadOptions = {},
): AsyncGenerator<readonly Interaction[]> {
  for (const file of files) {
    yield* isHistories(file)
      ? readWatchHistories(file, { ...options, encoding: csv.encoding })
      : readRows([file], csv, openLog, options);
  }
}

function openLog(header: readonly string[], file: string): RowReader<Interaction> {
  const at = positionsOf(
    ['user_id', 'video_id', 'time_ms', 'is_hate', 'play_time_ms', 'duration_ms'],
    header,
    file,
  );
  const ratioAt = header.indexOf('watch_ratio');
  return (fields) => {
    if (fields.length !== header.length) {
      throw new FieldError(`expected ${header.length} fields, got ${fields.length}`);
    }
    const number = (position: number): number => {
      const column = header[position] ?? '';
      const value = readValue(fields[position] ?? '', column);
      if (value === undefined) throw new FieldError(`${column} is empty`);
      return value;
    };
    const interaction: Interaction = {
      user: integerId(fields[at.user_id] ?? '', 'user_id'),
      item: integerId(fields[at.video_id] ?? '', 'video_id'),
      timestamp: numberTime(fields[at.time_ms] ?? '', 'time_ms'),
      value:
        ratioAt >= 0
          ? number(ratioAt)
          : watchRatio(number(at.play_time_ms), number(at.duration_ms)),
    };
    if (readFlag(fields[at.is_hate] ?? '', 'is_hate')) interaction.disliked = true;
    return interaction;
  };
}

function watchRatio(playTime: number, duration: number): number {
  return duration > 0 ? playTime / duration : 0;
}

function openVideos(header: readonly string[], file: string): RowReader<ItemDetails> {
  const at = positionsOf(
    ['video_id', 'author_id', 'video_type', 'upload_dt', 'upload_type', 'video_duration', 'tag'],
    header,
    file,
  );
  return (fields) => {
    if (fields.length !== header.length) {
      throw new FieldError(`expected ${header.length} fields, got ${fields.length}`);
    }
    const author = knownText(fields[at.author_id]);
    const type = knownText(fields[at.video_type]);
    const uploaded = knownText(fields[at.upload_dt]);
    const uploadType = knownText(fields[at.upload_type]);
    const milliseconds = readValue(fields[at.video_duration] ?? '', 'video_duration');
    const tags = (fields[at.tag] ?? '').split(',').flatMap((tag) => knownText(tag) ?? []);
    return {
      id: integerId(fields[at.video_id] ?? '', 'video_id'),
      attributes: {
        ...(author !== undefined && { author }),
        ...(type !== undefined && { type }),
        ...(uploaded !== undefined && { uploaded }),
        ...(uploadType !== undefined && { uploadType }),
        ...(milliseconds !== undefined && { milliseconds }),
        ...(tags.length > 0 && { tags }),
      },
    };
  };
}
