/** What is wrong with the bytes of a file; `onCorrupt: 'skip'` counts these and goes on. */
export type CorruptionCode =
  | 'bad-length-crc'
  | 'bad-data-crc'
  | 'truncated'
  | 'oversize'
  | 'bad-compression';

export type TFRecordErrorCode =
  | CorruptionCode
  | 'no-files'
  | 'read-failed'
  | 'write-failed'
  | 'malformed-message'
  | 'missing-feature'
  | 'wrong-type'
  | 'wrong-shape'
  | 'unsafe-integer'
  | 'invalid-text'
  | 'invalid-value'
  | 'invalid-spec'
  | 'invalid-option';

/** Where in the input an error was found. */
export interface RecordLocation {
  /** The file's path, or `<bytes>` or `<stream>`. */
  readonly file?: string;
  /** The record's number in its file, from 0. */
  readonly record?: number;
  /** The byte at which the record starts in its file; in a compressed file, in the uncompressed data. */
  readonly offset?: number;
}

export interface TFRecordErrorDetails extends RecordLocation {
  /** The name of the feature that was missing or of the wrong kind. */
  readonly feature?: string;
  readonly cause?: unknown;
}

/** Every failure of this package. `code` says which; the message says what, where, and what to do. */
export class TFRecordError extends Error {
  override readonly name = 'TFRecordError';
  readonly code: TFRecordErrorCode;
  readonly file: string | undefined;
  readonly record: number | undefined;
  readonly offset: number | undefined;
  readonly feature: string | undefined;

  constructor(code: TFRecordErrorCode, problem: string, details: TFRecordErrorDetails = {}) {
    super(
      problem + describeLocation(details),
      details.cause === undefined ? undefined : { cause: details.cause },
    );
    this.code = code;
    this.file = details.file;
    this.record = details.record;
    this.offset = details.offset;
    this.feature = details.feature;
  }
}

function describeLocation({ file, record, offset }: RecordLocation): string {
  const parts: string[] = [];
  if (file !== undefined) parts.push(file);
  if (record !== undefined) parts.push(`record ${record}`);
  if (offset !== undefined) parts.push(`byte ${offset}`);
  return parts.length === 0 ? '' : ` (${parts.join(', ')})`;
}

/** The part of `place` that says where, for the details of an error. */
export function locationOf({ file, record, offset }: RecordLocation): RecordLocation {
  return {
    ...(file === undefined ? {} : { file }),
    ...(record === undefined ? {} : { record }),
    ...(offset === undefined ? {} : { offset }),
  };
}
