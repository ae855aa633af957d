/** What went wrong: an option out of its range, shapes that do not fit, or a layer called before it was built. */
export type AttentionErrorCode = 'invalid-option' | 'invalid-shape' | 'not-built';

/** Thrown when a layer or function of this package gets options or inputs that it cannot use. */
export class AttentionError extends Error {
  override readonly name = 'AttentionError';
  readonly code: AttentionErrorCode;
  /** The layer, function or option with the error. */
  readonly where: string;

  constructor(
    code: AttentionErrorCode,
    where: string,
    message: string,
    options?: { readonly cause?: unknown },
  ) {
    super(`${where}: ${message}`, options);
    this.code = code;
    this.where = where;
  }
}
