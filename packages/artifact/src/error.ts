export type ArtifactErrorCode =
  /** The parts given to be written do not fit each other. */
  | 'invalid-option'
  /** A directory that holds no artifact. */
  | 'not-an-artifact'
  /** A directory that holds no `model.json`. */
  | 'missing'
  /** An artifact of another format version. */
  | 'version'
  /** An artifact whose bytes are not the ones that were written, or whose parts do not fit each other. */
  | 'corrupt'
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
