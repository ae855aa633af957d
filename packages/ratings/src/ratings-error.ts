import { type Advice, AdvisedError } from '@org/seqrec-data';

/**
 * What is wrong:
 * - `invalid-data`: the sequences hold no ratings, or no times where a split needs them;
 * - `invalid-option`: an option is out of its range;
 * - `empty-part`: a split leaves no rating to train or to test;
 * - `too-many-items`: a table of all pairs of items would need more memory than its limit allows.
 */
export type RatingsErrorCode = 'invalid-data' | 'invalid-option' | 'empty-part' | 'too-many-items';

/** The one error of this package. */
export class RatingsError extends AdvisedError {
  override readonly name = 'RatingsError';
  readonly code: RatingsErrorCode;

  constructor(code: RatingsErrorCode, problem: string | Advice, advice?: Advice) {
    super(problem, advice);
    this.code = code;
  }
}

/** Throws unless the value is a whole number of at least `least`. */
export function requireWhole(name: string, value: number, least: number): void {
  if (Number.isSafeInteger(value) && value >= least) return;
  throw new RatingsError(
    'invalid-option',
    `${name} is a whole number of at least ${least}, got ${value}`,
  );
}

/** Throws unless the value is finite and at least `least`. */
export function requireAtLeast(name: string, value: number, least: number): void {
  if (Number.isFinite(value) && value >= least) return;
  throw new RatingsError('invalid-option', `${name} is at least ${least}, got ${value}`);
}
