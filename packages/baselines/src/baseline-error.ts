import { type Advice, AdvisedError } from '@org/seqrec-data/web';

/**
 * What is wrong with the input:
 * - `invalid-option`: an option is out of its range;
 * - `unknown-item`: a sequence or a history holds an item outside 1..V;
 * - `no-timestamps`: the baseline needs timestamps and the sequences have none;
 * - `too-many-items`: the closed form would need more memory than its limit allows;
 * - `not-positive-definite`: a matrix cannot be inverted.
 */
export type BaselineErrorCode =
  | 'invalid-option'
  | 'unknown-item'
  | 'no-timestamps'
  | 'too-many-items'
  | 'not-positive-definite';

/** The one error of this package. `details` holds the numbers of the message. */
export class BaselineError extends AdvisedError {
  override readonly name = 'BaselineError';
  readonly code: BaselineErrorCode;
  readonly details: Readonly<Record<string, number>>;

  constructor(
    code: BaselineErrorCode,
    problem: string | Advice,
    details: Readonly<Record<string, number>> = {},
    { cause, advice }: { readonly cause?: unknown; readonly advice?: Advice } = {},
  ) {
    super(problem, advice, cause);
    this.code = code;
    this.details = details;
  }
}
