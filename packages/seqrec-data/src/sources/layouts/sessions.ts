import { dirname, join } from 'node:path';
import {
  exampleCodec,
  fixedLen,
  type ReadCounts,
  ragged,
  readRecords,
  TFRecordError,
} from '@org/tfrecord';
import { SeqrecDataError } from '../../error.js';
import { findIn, listDirectory } from '../find-file.js';
import type { Interaction } from '../interaction.js';
import { type ReadOptions, reportBadRow, type Source } from '../source.js';
import { readByteBlocks } from '../text/byte-blocks.js';
import { readTitles } from './item-file.js';

const TITLES = 'movie_title_by_index.json';

/** A session per record; timestamps may be missing, or else there is one for each movie. */
const session = exampleCodec({
  userIndex: fixedLen([], 'int64'),
  movieIndices: ragged('int64'),
  timestamps: ragged('int64'),
});

/**
 * Sessions as TFRecords of `tf.Example` with `userIndex`, `movieIndices` and `timestamps`, in plain, gzip or zlib files:
 * a directory's `*.tfrecord` files (shards, `.gz`), or files by path. Titles come from a JSON object by index, by default
 * `movie_title_by_index.json` beside the records. Each record is a session of its own for the filter `sessions`.
 */
export async function openSessions(
  paths: readonly string[],
  titles: string | undefined,
): Promise<Source> {
  const files: string[] = [];
  for (const path of paths) files.push(...(await recordFiles(path)));
  const directory = dirname(files[0] ?? '');
  const titlesFile = titles ?? findIn(directory, (await listDirectory(directory)) ?? [], [TITLES]);
  return {
    format: 'sessions',
    files: titlesFile === undefined ? files : [...files, titlesFile],
    settings: {},
    interactions: (options) => readSessions(files, options),
    ...(titlesFile !== undefined && { items: () => readTitles(titlesFile, 'integer') }),
  };
}

async function recordFiles(path: string): Promise<readonly string[]> {
  const entries = await listDirectory(path);
  if (entries === undefined) return [path];
  const records = entries.filter((entry) => isRecordFile(entry));
  if (records.length === 0) {
    throw new SeqrecDataError('source-missing', `${path} holds no *.tfrecord files`, {
      file: path,
    });
  }
  return records.map((entry) => join(path, entry));
}

/** Whether a name is one of TFRecords: `a.tfrecord`, `a.tfrecords.gz`, `a-00000-of-00004`, `a.tfrecord-00000-of-00004`. */
export function isRecordFile(name: string): boolean {
  return /(\.tfrecords?|-\d+-of-\d+)(\.gz|\.zlib)?$/i.test(name);
}

/** About as many interactions as a block of text lines holds. */
const BLOCK = 8192;

async function* readSessions(
  files: readonly string[],
  options: ReadOptions = {},
): AsyncGenerator<readonly Interaction[]> {
  let sessionNumber = 0;
  for (const file of files) {
    const damaged = new DamageReport(file, options);
    // Not by path, which would be taken for a pattern; and so the bytes are counted.
    const bytes = readByteBlocks(file, { ...options, decompress: false });
    const records = readRecords(bytes, {
      onCorrupt: options.onBadRow === undefined ? 'throw' : 'skip',
    });
    let block: Interaction[] = [];
    try {
      for await (const record of records) {
        damaged.reportUpTo(records.counts);
        sessionNumber += 1;
        readSession(record, sessionNumber, block, (reason) =>
          reportBadRow({ file, line: damaged.recordsSeen, reason }, options),
        );
        if (block.length >= BLOCK) {
          yield block;
          block = [];
        }
      }
    } catch (error) {
      throw error instanceof TFRecordError ? recordError(file, error) : error;
    }
    damaged.reportUpTo(records.counts);
    yield block;
  }
}

function readSession(
  record: Uint8Array,
  number: number,
  block: Interaction[],
  report: (reason: string) => void,
): void {
  let row: ReturnType<typeof session.decode>;
  try {
    row = session.decode(record);
  } catch (error) {
    if (!(error instanceof TFRecordError)) throw error;
    report(error.message);
    return;
  }
  const { userIndex, movieIndices, timestamps } = row;
  if (timestamps.length > 0 && timestamps.length !== movieIndices.length) {
    report(`${movieIndices.length} movieIndices have ${timestamps.length} timestamps`);
    return;
  }
  movieIndices.forEach((item, i) => {
    const timestamp = timestamps[i];
    const interaction: Interaction = { user: userIndex, item, session: number };
    if (timestamp !== undefined) interaction.timestamp = timestamp;
    block.push(interaction);
  });
}

/** Reports the damaged records that the reader passed over since it was last asked. */
class DamageReport {
  readonly #file: string;
  readonly #options: ReadOptions;
  #records = 0;
  #damaged = 0;

  constructor(file: string, options: ReadOptions) {
    this.#file = file;
    this.#options = options;
  }

  /** Records met so far, damaged ones included; so the number of the current one, counted from 1. */
  get recordsSeen(): number {
    return this.#records + this.#damaged;
  }

  reportUpTo({ records, skipped }: ReadCounts): void {
    const damaged = Object.values(skipped).reduce((sum, count) => sum + count, 0);
    while (this.#damaged < damaged) {
      // The record that was just read comes after the damaged one.
      this.#damaged += 1;
      const reason = 'the record is damaged';
      reportBadRow({ file: this.#file, line: this.recordsSeen, reason }, this.#options);
    }
    this.#records = records;
  }
}

function recordError(file: string, error: TFRecordError): SeqrecDataError {
  return new SeqrecDataError('bad-file', error.message.replaceAll('<stream>', file), {
    file,
    cause: error,
    ...(error.record !== undefined && { line: error.record + 1 }),
  });
}
