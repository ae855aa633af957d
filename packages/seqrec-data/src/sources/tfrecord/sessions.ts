import { dirname } from 'node:path';
import { startsWithFrame } from '@org/tfrecord';
import { findIn, listDirectory } from '../find-file.js';
import {
  areItemsLive,
  type ItemFile,
  itemFileSettings,
  withItemFile,
} from '../layouts/item-file.js';
import { readItemFile } from '../layouts/read-item-file.js';
import { type ReadOptions, reportBadRow, type Source } from '../source.js';
import type { ReaderOptions, SourceReader } from '../source-definition.js';
import type { ColumnNames } from '../text/columns.js';
import { FieldError } from '../text/field.js';
import { interactionsOf, type UserEvents } from '../user-events.js';
import { readRecordBytes } from './read-record-bytes.js';
import { recordReader } from './record-events.js';
import { holdsRecords, isRecordFile, recordFiles } from './record-files.js';
import { type RecordLayout, recordLayout } from './record-layout.js';
import { sampleFeatures } from './record-sample.js';

const TITLES = 'movie_title_by_index.json';

/**
 * TFRecords of `tf.Example` or `tf.SequenceExample`, in plain, gzip or zlib files: each record a user with lists of
 * items and times, or one interaction. The first records show the feature of each role and whether records are lists.
 * Each record with a list is a separate session for the filter `sessions`, unless a feature names sessions. Titles come
 * from a file of items, by default `movie_title_by_index.json` beside the records.
 */
export const sessions: SourceReader = {
  detection: {
    byName: isRecordFile,
    holds: '*.tfrecord',
    byFiles: holdsRecords,
    byBytes: startsWithFrame,
  },
  open: openSessions,
};

async function openSessions(
  paths: readonly string[],
  { columns, ids, timestamps, items, encoding }: ReaderOptions,
): Promise<Source> {
  const files = (await Promise.all(paths.map(recordFiles))).flat();
  const [first = ''] = files;
  const layout = recordLayout(await sampleFeatures(files), columns, first);
  const titles = items ?? (await titlesBeside(paths, first, encoding));
  const reader = recordReader(layout, { ids, timestamps });
  const userEvents = (options: ReadOptions = {}) => readEvents(files, layout, reader, options);
  const isInteger = ids === 'integer' || (ids === undefined && layout.item.kind === 'int64');
  return {
    format: 'sessions',
    files: withItemFile(files, titles),
    ...(areItemsLive(titles) && { live: true }),
    settings: settingsOf({ columns, ids, timestamps, items, encoding }),
    layout: { isList: layout.isList, columns: columnsOf(layout) },
    ...(layout.timestamp?.kind === 'bytes' &&
      timestamps === 'date' && { timestampUnit: 'milliseconds' }),
    userEvents,
    interactions: async function* (options) {
      for await (const block of userEvents(options)) yield block.flatMap(interactionsOf);
    },
    ...(titles !== undefined && {
      items: (options) => readItemFile(titles, isInteger ? 'integer' : 'string', options),
    }),
  };
}

/** The file of titles in the given directory, or beside the first file of records. */
async function titlesBeside(
  paths: readonly string[],
  first: string,
  encoding: ReaderOptions['encoding'],
): Promise<ItemFile | undefined> {
  for (const directory of [...paths, dirname(first)]) {
    const entries = await listDirectory(directory);
    const path = entries && findIn(directory, entries, [TITLES]);
    if (path !== undefined) return { path, encoding };
  }
  return undefined;
}

/** The features of an interaction that records have. */
function columnsOf(layout: RecordLayout): ColumnNames {
  const { user, item, timestamp, isTimed, value, session, disliked } = layout;
  return {
    user: user.name,
    item: item.name,
    timestamp: isTimed ? timestamp?.name : undefined,
    value: value?.name,
    session: session?.name,
    disliked: disliked?.name,
  };
}

/** The settings that differ from the defaults. */
function settingsOf({
  columns,
  ids,
  timestamps,
  items,
  encoding,
}: ReaderOptions): Source['settings'] {
  return {
    ...(Object.keys(columns).length > 0 && { columns }),
    ...(ids !== undefined && { ids }),
    ...(timestamps !== undefined && { timestamps }),
    ...(encoding !== undefined && { encoding }),
    ...(items !== undefined && { items: itemFileSettings(items) }),
  };
}

/** About the number of events in a block of text lines. */
const BLOCK_EVENTS = 8192;

async function* readEvents(
  files: readonly string[],
  { isList, session }: RecordLayout,
  reader: (record: Uint8Array) => UserEvents,
  options: ReadOptions,
): AsyncGenerator<readonly UserEvents[]> {
  const isSession = isList && session === undefined;
  let sessions = 0;
  for (const file of files) {
    let block: UserEvents[] = [];
    let events = 0;
    for await (const { record, number } of readRecordBytes(file, options)) {
      sessions += 1;
      try {
        const read = reader(record);
        block.push(isSession ? { ...read, session: sessions } : read);
        events += read.items.length;
      } catch (error) {
        if (!(error instanceof FieldError)) throw error;
        const { message: reason, advice } = error;
        reportBadRow({ file, line: number, unit: 'record', reason, advice }, options);
      }
      if (events >= BLOCK_EVENTS) {
        yield block;
        block = [];
        events = 0;
      }
    }
    yield block;
  }
}
