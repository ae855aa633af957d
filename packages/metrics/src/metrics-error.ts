/**
 * What is wrong with the input:
 * - `invalid-argument`: an option or a length is out of its range;
 * - `not-a-number`: a score or another value that must be compared is NaN;
 * - `unknown-item`: an item index lies outside the candidates or the catalogue;
 * - `no-data`: there is nothing to average.
 */
export type MetricsErrorCode = 'invalid-argument' | 'not-a-number' | 'unknown-item' | 'no-data';

/** The one error of this package. `details` holds the numbers of the message. */
export class MetricsError extends Error {
  override readonly name = 'MetricsError';
  readonly code: MetricsErrorCode;
  readonly details: Readonly<Record<string, number | string>>;

  constructor(
    code: MetricsErrorCode,
    message: string,
    details: Readonly<Record<string, number | string>> = {},
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.code = code;
    this.details = details;
  }
}

/** Throws unless `value` is a whole number of at least `least`. */
export function requireWhole(name: string, value: number, least: number): void {
  if (!Number.isSafeInteger(value) || value < least) {
    throw new MetricsError(
      'invalid-argument',
      `${name} must be a whole number of at least ${least}, got ${value}`,
      { [name]: value, least },
    );
  }
}

/** A share of the probability in (0, 1). Default 0.95. */
export function checkLevel(level = 0.95): number {
  if (level > 0 && level < 1) return level;
  throw new MetricsError('invalid-argument', `level must lie between 0 and 1, got ${level}`, {
    level,
  });
}
