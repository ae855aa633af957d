/** What is wrong with the bytes of a file. `onCorrupt: 'skip'` counts these errors and continues. */
export type CorruptionCode =
  | 'bad-length-crc'
  | 'bad-data-crc'
  | 'truncated'
  | 'oversize'
  | 'bad-compression'
  | 'trailing-bytes';

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
  /**
   * The record's number in its file, from 0. After a damaged length it is a lower bound, because the number of records
   * skipped there is unknown.
   */
  readonly record?: number;
  /** The byte where the record starts in its file, or in the decompressed data of a compressed file. */
  readonly offset?: number;
}

/** What a reader lost to damage. */
export interface Loss {
  /** The number of records; absent if unknown. */
  readonly records?: number;
  /** The number of decompressed bytes; absent if unknown. */
  readonly bytes?: number;
  /** Whether everything behind the damage is lost. */
  readonly restOfFile: boolean;
}

export interface TFRecordErrorDetails extends RecordLocation {
  /** What the caller of this package can do about it. */
  readonly advice?: string;
  /** The name of the feature that is missing or has the wrong kind. */
  readonly feature?: string;
  /** What was lost; only for damage that a reader skipped. */
  readonly loss?: Loss;
  readonly cause?: unknown;
}

/**
 * Every failure of this package. `code` says which it is. `message` says what is wrong, what to do, and where.
 * `problem` is the first part of `message`, for programs that word the rest themselves.
 */
export class TFRecordError extends Error {
  override readonly name = 'TFRecordError';
  readonly code: TFRecordErrorCode;
  readonly problem: string;
  readonly file: string | undefined;
  readonly record: number | undefined;
  readonly offset: number | undefined;
  readonly feature: string | undefined;
  readonly loss: Loss | undefined;

  constructor(code: TFRecordErrorCode, problem: string, details: TFRecordErrorDetails = {}) {
    const { advice, cause } = details;
    super(
      `${problem}${advice === undefined ? '' : `: ${advice}`}${describeLocation(details)}`,
      cause === undefined ? undefined : { cause },
    );
    this.code = code;
    this.problem = problem;
    this.file = details.file;
    this.record = details.record;
    this.offset = details.offset;
    this.feature = details.feature;
    this.loss = details.loss;
  }
}

function describeLocation({ file, record, offset }: RecordLocation): string {
  const parts: string[] = [];
  if (file !== undefined) parts.push(file);
  if (record !== undefined) parts.push(`record ${record}`);
  if (offset !== undefined) parts.push(`byte ${offset}`);
  return parts.length === 0 ? '' : ` (${parts.join(', ')})`;
}

/** Only the location of `place`, for the details of an error. */
export function locationOf({ file, record, offset }: RecordLocation): RecordLocation {
  return {
    ...(file === undefined ? {} : { file }),
    ...(record === undefined ? {} : { record }),
    ...(offset === undefined ? {} : { offset }),
  };
}
