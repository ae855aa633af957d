export type EvaluationErrorCode =
  /** An option is out of range, a scorer gives scores of another size, or two results cannot be compared. */
  | 'invalid-option'
  /** The file of a result has other content, or the files of a result do not fit each other. */
  | 'corrupt';

/** What this package throws. `code` is for programs, `message` for people. */
export class EvaluationError extends Error {
  readonly code: EvaluationErrorCode;
  readonly file?: string;

  constructor(
    code: EvaluationErrorCode,
    message: string,
    data: { readonly file?: string; readonly cause?: unknown } = {},
  ) {
    super(message, data.cause === undefined ? undefined : { cause: data.cause });
    this.name = 'EvaluationError';
    this.code = code;
    if (data.file !== undefined) this.file = data.file;
  }
}
