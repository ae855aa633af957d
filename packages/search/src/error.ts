export type SearchErrorCode =
  /** A space without points, or a dimension without values. */
  | 'invalid-space'
  /** An option is out of range. */
  | 'invalid-option'
  /** A journal that cannot be read or written, or that someone changed. */
  | 'journal';

/** What this package throws. `code` is for programs, `message` for people. */
export class SearchError extends Error {
  readonly code: SearchErrorCode;

  constructor(code: SearchErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'SearchError';
    this.code = code;
  }
}

/** Throws unless `value` is a whole number of at least `least`. */
export function requireWhole(name: string, value: number, least: number): void {
  if (Number.isSafeInteger(value) && value >= least) return;
  throw new SearchError(
    'invalid-option',
    `${name} is a whole number of at least ${least}, got ${value}`,
  );
}
