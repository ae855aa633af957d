export type FileErrorCode =
  /** The operating system refused to write: disk full, no permission. */
  'write-failed';

/** What this package throws. `code` is for programs, `message` for people. */
export class FileError extends Error {
  readonly code: FileErrorCode;
  readonly path: string;

  constructor(code: FileErrorCode, message: string, path: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'FileError';
    this.code = code;
    this.path = path;
  }
}
