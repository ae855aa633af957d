import type { Advice } from './advice.js';
import { AdvisedError } from './advised-error.js';

export type SeqrecDataErrorCode =
  /** An option is out of range, or two options contradict each other. */
  | 'invalid-option'
  /** A file or directory is not there or cannot be read. */
  | 'source-missing'
  /** No format fits a source, or several do, or it does not have the named one. */
  | 'unknown-format'
  /** A file as a whole cannot be read: a truncated gzip stream, no header, a missing column. */
  | 'bad-file'
  /** One row, line or record is wrong. */
  | 'bad-row'
  /** A query that is not a SELECT, or that the database refuses. */
  | 'bad-query'
  /** A package that only some sources need is not installed. */
  | 'missing-package'
  /** Nothing is left to work with. */
  | 'empty-dataset'
  /** An id that the catalogue does not hold. */
  | 'unknown-item'
  /** Sequences that break the rules of `Sequences`, or do not fit their catalogue. */
  | 'invalid-sequences'
  /** A directory to write a dataset to that holds something else. */
  | 'not-a-dataset'
  /** A dataset artifact whose bytes are not the ones that were written. */
  | 'artifact-corrupt';

export interface SeqrecDataErrorData {
  readonly file?: string;
  /** Line of `file`, or the record of a record file, counted from 1. */
  readonly line?: number;
  /** What to do about it; follows the problem in the message. */
  readonly advice?: Advice | undefined;
  readonly cause?: unknown;
}

/** What this package throws for bad data and bad options. `code` is for programs, `message` for people. */
export class SeqrecDataError extends AdvisedError {
  readonly code: SeqrecDataErrorCode;
  readonly file?: string;
  readonly line?: number;

  constructor(
    code: SeqrecDataErrorCode,
    problem: string | Advice,
    { advice, cause, file, line }: SeqrecDataErrorData = {},
  ) {
    super(problem, advice, cause);
    this.name = 'SeqrecDataError';
    this.code = code;
    if (file !== undefined) this.file = file;
    if (line !== undefined) this.line = line;
  }
}
