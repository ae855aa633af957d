import { type RecordReader, readRecords, TFRecordError } from '@org/tfrecord';
import { type ReadOptions, reportBadRow, reportUnread } from '../source.js';
import { readByteBlocks } from '../text/byte-blocks.js';

export interface NumberedRecord {
  readonly record: Uint8Array;
  /** The number in its file, counted from 1, including damaged records. */
  readonly number: number;
}

/**
 * The records of a file, each valid until the next. Reports damage by the options: a single lost record as a bad row,
 * anything else as an unread part. With `'skip'` it reports nothing.
 */
export async function* readRecordBytes(
  file: string,
  options: ReadOptions,
  damage: 'report' | 'skip' = 'report',
): AsyncGenerator<NumberedRecord> {
  const isStrict = options.onBadRow === undefined && options.onUnread === undefined;
  let damaged = 0;
  const report = (error: TFRecordError): void => {
    damaged += 1;
    if (damage === 'report') reportDamage(file, error, options);
  };
  // Not by path, because a path would be read as a pattern, and so that bytes are counted.
  const bytes = readByteBlocks(file, { ...options, decompress: false });
  const records: RecordReader<Uint8Array> = readRecords(bytes, {
    // If any damage is an error, the reader need not search for the records after it.
    onCorrupt: isStrict && damage === 'report' ? 'throw' : report,
    copy: false,
  });
  try {
    for await (const record of records) yield { record, number: records.counts.records + damaged };
  } catch (error) {
    options.signal?.throwIfAborted();
    if (!(error instanceof TFRecordError)) throw error;
    if (error.code === 'read-failed') throw error.cause ?? error;
    report(error);
  }
}

function reportDamage(file: string, error: TFRecordError, options: ReadOptions): void {
  const { problem, record = 0, offset, loss } = error;
  const isOneRecord = error.code === 'bad-data-crc' || error.code === 'oversize';
  // If a file or its compressed data end early, the byte of the last record's start does not help.
  const reason =
    isOneRecord || error.code === 'bad-length-crc' ? `at byte ${offset} ${problem}` : problem;
  if (isOneRecord) {
    reportBadRow({ file, line: record + 1, unit: 'record', reason }, options);
    return;
  }
  const { bytes, restOfFile = true } = loss ?? {};
  reportUnread({ file, after: record, unit: 'record', bytes, restOfFile, reason }, options);
}
