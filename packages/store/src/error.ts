export type StoreErrorCode =
  /** An event that cannot be kept. */
  | 'invalid-event'
  /** A URL or an option that is wrong. */
  | 'invalid-option'
  /** A package that only this kind of store needs is not installed. */
  | 'missing-package'
  /** The database acknowledges writes before they are on its disk. */
  | 'not-durable'
  /** The database holds something else, or events as another version of this package lays them out. */
  | 'wrong-database'
  /** More events wait to be written than the store holds; try again in a moment. */
  | 'busy'
  /** The database cannot be reached, refuses, or has no space. */
  | 'unavailable'
  /** The store was closed. */
  | 'closed';

/** What this package throws. `code` is for programs, `message` for people. */
export class StoreError extends Error {
  readonly code: StoreErrorCode;

  constructor(code: StoreErrorCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'StoreError';
    this.code = code;
  }
}

/** The first line of what another library's error says. */
export function reasonOf(error: unknown): string {
  const text = error instanceof Error ? error.message || error.name : String(error);
  return text.split('\n')[0]?.trim() ?? '';
}
