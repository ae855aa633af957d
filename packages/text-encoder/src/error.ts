export type TextEncoderErrorCode =
  /** An option, or a text, that cannot be used. */
  | 'invalid-option'
  /** A folder that holds no model, or files that do not fit each other. */
  | 'bad-model'
  /** A model of a kind that this package does not run. */
  | 'unsupported-model'
  /** A file that could not be downloaded, or came with other bytes than its hash says. */
  | 'download-failed'
  /** A file of the cache that cannot be read. */
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
