export type ServingErrorCode =
  /** No model answers now, or too much waits for it: try again after `retryAfter` seconds. */
  | 'unavailable'
  /** The request names a model that is not served here. */
  | 'unknown-model'
  /** More than any single request may ask. */
  | 'too-large'
  /** The caller may be gone, and others wait. */
  | 'caller-gone';

/** What this package throws. `code` is for programs, `message` for people. */
export class ServingError extends Error {
  override readonly name = 'ServingError';
  readonly code: ServingErrorCode;
  /** Whole seconds, at least 1; for `unavailable` only. */
  readonly retryAfter: number | undefined;

  constructor(code: ServingErrorCode, message: string, retryAfter?: number) {
    super(message);
    this.code = code;
    this.retryAfter = retryAfter;
  }
}

/** A refusal that holds for now only; `seconds` is when to try again. */
export function unavailable(message: string, seconds = 1): ServingError {
  return new ServingError('unavailable', message, Math.max(1, Math.ceil(seconds)));
}
