export type TrainingErrorCode =
  /** An option is out of range, or two options contradict each other. */
  | 'invalid-option'
  /** The loss or the gradient became NaN or infinite. */
  | 'not-finite'
  /** A directory for a new run that holds checkpoints of another. */
  | 'exists'
  /** A checkpoint of a run with another configuration. */
  | 'checkpoint-mismatch'
  /** A checkpoint whose bytes are not the ones that were written, or that does not fit the model. */
  | 'corrupt';

export interface TrainingErrorData {
  readonly file?: string;
  readonly step?: number;
  readonly cause?: unknown;
}

/** What this package throws. `code` is for programs, `message` for people. */
export class TrainingError extends Error {
  readonly code: TrainingErrorCode;
  readonly file?: string;
  readonly step?: number;

  constructor(code: TrainingErrorCode, message: string, data: TrainingErrorData = {}) {
    super(message, data.cause === undefined ? undefined : { cause: data.cause });
    this.name = 'TrainingError';
    this.code = code;
    if (data.file !== undefined) this.file = data.file;
    if (data.step !== undefined) this.step = data.step;
  }
}
