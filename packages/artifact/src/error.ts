export type ArtifactErrorCode =
  /** The parts given to be written do not fit each other. */
  | 'invalid-option'
  /** A directory that holds no `model.json`. */
  | 'missing'
  /** An artifact whose bytes are not the ones that were written, or whose parts do not fit each other. */
  | 'corrupt'
  /** A weight is NaN or infinite. */
  | 'not-finite'
  /** An artifact of a model kind that the caller did not give. */
  | 'unknown-kind';

/** What this package throws. `code` is for programs, `message` for people. */
export class ArtifactError extends Error {
  readonly code: ArtifactErrorCode;
  readonly file?: string;

  constructor(
    code: ArtifactErrorCode,
    message: string,
    data: { readonly file?: string; readonly cause?: unknown } = {},
  ) {
    super(message, data.cause === undefined ? undefined : { cause: data.cause });
    this.name = 'ArtifactError';
    this.code = code;
    if (data.file !== undefined) this.file = data.file;
  }
}
