export type StoreErrorCode =
  /** An event that cannot be stored. */
  | 'invalid-event'
  /** A wrong URL or option. */
  | 'invalid-option'
  /** The package that this kind of store needs is not installed. */
  | 'missing-package'
  /** The database acknowledges writes before they are on its disk. */
  | 'not-durable'
  /** The database has other content, or events in the layout of another version of this package. */
  | 'wrong-database'
  /** Too many events are waiting to be written; try again in a moment. */
  | 'busy'
  /** The database cannot be reached, refuses a statement, or is full. */
  | 'unavailable'
  /** The store was closed. */
  | 'closed';

/** The error of this package. `code` is for programs, `message` for people. */
export class StoreError extends Error {
  readonly code: StoreErrorCode;

  constructor(code: StoreErrorCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'StoreError';
    this.code = code;
  }
}

/** The first line of the message of another library's error. */
export function reasonOf(error: unknown): string {
  const text = error instanceof Error ? error.message || error.name : String(error);
  return text.split('\n')[0]?.trim() ?? '';
}
