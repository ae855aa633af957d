export type StepErrorCode =
  /** The arrays of a batch differ in their number of rows. */
  | 'bad-batch'
  /** Two masks or two feeds of a step share a name. */
  | 'duplicate-name'
  /** The piece of a step assigns a variable. */
  | 'assigned-in-piece'
  /** A step that was disposed cannot run. */
  | 'disposed';

/** What this package throws, and every runner of steps with it. `code` is for programs, `message` for people. */
export class StepError extends Error {
  readonly code: StepErrorCode;

  constructor(code: StepErrorCode, message: string) {
    super(message);
    this.name = 'StepError';
    this.code = code;
  }
}
