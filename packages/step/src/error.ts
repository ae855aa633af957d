export type StepErrorCode =
  /** Two masks or two feeds of a step share a name. */
  | 'duplicate-name'
  /** A step that was disposed cannot run. */
  | 'disposed';

/** What this package throws. `code` is for programs, `message` for people. */
export class StepError extends Error {
  readonly code: StepErrorCode;

  constructor(code: StepErrorCode, message: string) {
    super(message);
    this.name = 'StepError';
    this.code = code;
  }
}
