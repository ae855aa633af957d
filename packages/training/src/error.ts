import { type Advice, AdvisedError } from '@org/seqrec-data/web';

export type TrainingErrorCode =
  /** An option is out of range, or two options contradict each other. */
  | 'invalid-option'
  /** The loss or the gradient became NaN or infinite. */
  | 'not-finite'
  /** The directory of a new run holds checkpoints of another run. */
  | 'exists'
  /** A checkpoint of a run with another configuration. */
  | 'checkpoint-mismatch'
  /** The bytes of a checkpoint changed since they were written, or it does not fit the model. */
  | 'corrupt';

export interface TrainingErrorData {
  readonly file?: string;
  readonly step?: number;
  /** What to do; follows the problem in the message. */
  readonly advice?: Advice | undefined;
  readonly cause?: unknown;
}

/** What this package throws. `code` is for programs, `message` for people. */
export class TrainingError extends AdvisedError {
  readonly code: TrainingErrorCode;
  readonly file?: string;
  readonly step?: number;

  constructor(code: TrainingErrorCode, problem: string | Advice, data: TrainingErrorData = {}) {
    super(problem, data.advice, data.cause);
    this.name = 'TrainingError';
    this.code = code;
    if (data.file !== undefined) this.file = data.file;
    if (data.step !== undefined) this.step = data.step;
  }
}
