export type ExecutorErrorCode =
  /** An address, a shard or an option that is wrong. */
  | 'invalid-option'
  /** A package that only this kind of executor needs is not installed. */
  | 'missing-package'
  /** Redis or Ray cannot be reached, or refuses. */
  | 'unavailable'
  /** Jobs failed at every attempt. */
  | 'jobs-failed'
  /** A result cannot be merged, because a shard is missing. */
  | 'missing-shard'
  /** A result cannot be merged, because shards of different inputs, settings or numbers are in one place. */
  | 'foreign-shard'
  /** A shard is not what was written, or overlaps with another. */
  | 'damaged-shard';

/** What this package throws. `code` is for programs, `message` for people. */
export class ExecutorError extends Error {
  readonly code: ExecutorErrorCode;

  constructor(code: ExecutorErrorCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'ExecutorError';
    this.code = code;
  }
}
