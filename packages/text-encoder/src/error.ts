export type TextEncoderErrorCode =
  /** An unusable option or text. */
  | 'invalid-option'
  /** A folder without a model, or with files that do not fit each other. */
  | 'bad-model'
  /** A kind of model that this package does not run. */
  | 'unsupported-model'
  /** A file that could not be downloaded, or whose hash is wrong. */
  | 'download-failed'
  /** A file without vectors, or without a map of vectors. */
  | 'bad-vectors'
  /** A damaged file of the cache. */
  | 'bad-cache';

/** What this package throws. `code` is for programs, `message` for people. */
export class TextEncoderError extends Error {
  readonly code: TextEncoderErrorCode;
  readonly file?: string;

  constructor(
    code: TextEncoderErrorCode,
    message: string,
    data: { readonly file?: string; readonly cause?: unknown } = {},
  ) {
    super(message, data.cause === undefined ? undefined : { cause: data.cause });
    this.name = 'TextEncoderError';
    this.code = code;
    if (data.file !== undefined) this.file = data.file;
  }
}
