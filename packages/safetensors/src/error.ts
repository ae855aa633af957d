export type SafeTensorsErrorCode =
  /** The shape of a tensor does not fit its values. */
  | 'invalid-option'
  /** A file is not safetensors, is truncated, or has a type that neither float32 nor int32 can hold. */
  | 'bad-file';

/** What this package throws. `code` is for programs, `message` for people. */
export class SafeTensorsError extends Error {
  readonly code: SafeTensorsErrorCode;
  readonly file?: string;

  constructor(
    code: SafeTensorsErrorCode,
    message: string,
    data: { readonly file?: string; readonly cause?: unknown } = {},
  ) {
    super(message, data.cause === undefined ? undefined : { cause: data.cause });
    this.name = 'SafeTensorsError';
    this.code = code;
    if (data.file !== undefined) this.file = data.file;
  }
}
