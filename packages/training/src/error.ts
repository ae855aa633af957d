export type TrainingErrorCode =
  /** An option is out of range, or two options contradict each other. */
  | 'invalid-option'
  /** The loss or the gradient became NaN or infinite. */
  | 'not-finite'
  /** A file is not what its name says: not safetensors, truncated, a shape that does not fit its bytes. */
  | 'bad-file'
  /** A directory that was asked for is not there. */
  | 'missing'
  /** Something stands where a new run or artifact would be written. */
  | 'exists'
  /** A checkpoint of a run with another configuration. */
  | 'checkpoint-mismatch'
  /** A directory that holds no model artifact. */
  | 'not-an-artifact'
  /** An artifact or checkpoint of another format version. */
  | 'version'
  /** An artifact whose bytes are not the ones that were written, or whose parts do not fit each other. */
  | 'corrupt'
  /** An artifact of a model kind that the caller did not give. */
  | 'unknown-kind'
  /** The operating system refused to write: disk full, no permission. */
  | 'write-failed';

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
