import { frameSize, writeFrame } from '../frame.js';
import { readRecords } from '../node-reader.js';
import type { ReadCounts, ReadOptions } from '../record-reader.js';

/** A TFRecord file as bytes. */
export function recordBytes(records: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(records.reduce((sum, { length }) => sum + frameSize(length), 0));
  const view = new DataView(bytes.buffer);
  let at = 0;
  for (const record of records) {
    writeFrame(bytes, view, at, record);
    at += frameSize(record.length);
  }
  return bytes;
}

/** What a reader yields before its end or an error. */
export interface ReadResult {
  readonly records: readonly Uint8Array[];
  readonly counts: ReadCounts;
  readonly error: unknown;
}

export async function readAll(
  inputs: Parameters<typeof readRecords>[0],
  options: ReadOptions = {},
): Promise<ReadResult> {
  const reader = readRecords(inputs, options);
  const records: Uint8Array[] = [];
  let error: unknown;
  try {
    for await (const record of reader) records.push(record);
  } catch (cause) {
    error = cause;
  }
  return { records, counts: reader.counts, error };
}
