import type { Advice } from './advice.js';
import { AdvisedError } from './advised-error.js';

export type SeqrecDataErrorCode =
  /** An option is out of range, or two options contradict each other. */
  | 'invalid-option'
  /** A file or directory is missing or cannot be read. */
  | 'source-missing'
  /** No format fits a source, several formats do, or the named one does not. */
  | 'unknown-format'
  /** A file as a whole cannot be read: a truncated gzip stream, no header, a missing column. */
  | 'bad-file'
  /** One row, line or record is wrong. */
  | 'bad-row'
  /** A query is not a SELECT, or the database refuses it. */
  | 'bad-query'
  /** A package that the source needs is not installed. */
  | 'missing-package'
  /** No interactions are left. */
  | 'empty-dataset'
  /** The catalogue does not have the id. */
  | 'unknown-item'
  /** Sequences break the rules of `Sequences`, or do not fit their catalogue. */
  | 'invalid-sequences'
  /** The target directory of a dataset holds other files. */
  | 'not-a-dataset'
  /** The bytes of a dataset artifact changed since they were written. */
  | 'artifact-corrupt';

export interface SeqrecDataErrorData {
  readonly file?: string;
  /** The line of `file`, or the record of a record file, counted from 1. */
  readonly line?: number;
  /** The columns, keys or features of `file`, where one that is needed is not among them. */
  readonly columns?: readonly string[];
  /** What to do; follows the problem in the message. */
  readonly advice?: Advice | undefined;
  readonly cause?: unknown;
}

/** What this package throws for bad data and bad options. `code` is for programs, `message` for people. */
export class SeqrecDataError extends AdvisedError {
  readonly code: SeqrecDataErrorCode;
  readonly file?: string;
  readonly line?: number;
  /** The columns, keys or features of `file`, where one that is needed is not among them. */
  readonly columns?: readonly string[];

  constructor(
    code: SeqrecDataErrorCode,
    problem: string | Advice,
    { advice, cause, columns, file, line }: SeqrecDataErrorData = {},
  ) {
    super(problem, advice, cause);
    this.name = 'SeqrecDataError';
    this.code = code;
    if (file !== undefined) this.file = file;
    if (line !== undefined) this.line = line;
    if (columns !== undefined) this.columns = columns;
  }
}
