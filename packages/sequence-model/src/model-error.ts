/** What went wrong: an option out of range or unknown, or a batch that does not fit its model. */
export type ModelErrorCode = 'invalid-option' | 'invalid-batch';

/** Thrown if a model cannot be built from its options, or cannot learn from a batch. */
export class ModelError extends Error {
  override readonly name = 'ModelError';
  readonly code: ModelErrorCode;
  /** The name of the option with the error, if there is one. */
  readonly option: string | undefined;

  constructor(
    code: ModelErrorCode,
    message: string,
    { option, cause }: { readonly option?: string; readonly cause?: unknown } = {},
  ) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.option = option;
  }
}
