export type StepErrorCode =
  /** The arrays of a batch differ in their number of rows. */
  | 'bad-batch'
  /** Two masks or two feeds of a step share a name. */
  | 'duplicate-name'
  /** A step's `piece` assigns a variable. */
  | 'assigned-in-piece'
  /** A disposed step was run. */
  | 'disposed'
  /** A kernel was to run on the `cpu` backend, which is not registered or lacks it. */
  | 'no-cpu-kernel';

/** The error of this package and of every step runner. `code` is for programs, `message` for people. */
export class StepError extends Error {
  readonly code: StepErrorCode;

  constructor(code: StepErrorCode, message: string) {
    super(message);
    this.name = 'StepError';
    this.code = code;
  }
}
