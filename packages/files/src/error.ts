import type { LockHolder } from './lock-holder.js';

export type FileErrorCode =
  /** The operating system refused to write. */
  | 'write-failed'
  /** The operating system refused to read. */
  | 'read-failed'
  /** There is no such file. */
  | 'missing'
  /** A file that holds no JSON. */
  | 'not-json'
  /** A file of another format version. */
  | 'version'
  /** Another process has locked a directory. */
  | 'locked';

export interface FileErrorData {
  /** The reason without the path, e.g. `the disk is full`, for callers that write their own message. */
  readonly reason: string;
  readonly cause?: unknown;
  /** Only with `locked`. */
  readonly holder?: LockHolder;
}

/** What this package throws. `code` is for programs, `message` for people. */
export class FileError extends Error {
  readonly code: FileErrorCode;
  readonly path: string;
  readonly reason: string;
  /** Only with `locked`. */
  readonly holder?: LockHolder;

  constructor(
    code: FileErrorCode,
    path: string,
    message: string,
    { reason, cause, holder }: FileErrorData,
  ) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'FileError';
    this.code = code;
    this.path = path;
    this.reason = reason;
    if (holder !== undefined) this.holder = holder;
  }
}

/** `<path> cannot be written: <reason>`. Returns a FileError unchanged. */
export function writeError(path: string, cause: unknown): FileError {
  if (cause instanceof FileError) return cause;
  const reason = reasonOf(cause);
  return new FileError('write-failed', path, `${path} cannot be written: ${reason}`, {
    reason,
    cause,
  });
}

/** `<path> cannot be read: <reason>`, with the code `missing` if the file does not exist. */
export function readError(path: string, cause: unknown): FileError {
  if (cause instanceof FileError) return cause;
  const code = hasCode(cause, 'ENOENT') ? 'missing' : 'read-failed';
  const reason = reasonOf(cause);
  return new FileError(code, path, `${path} cannot be read: ${reason}`, { reason, cause });
}

const REASONS: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'the file system is read-only',
  ENOENT: 'there is no such file or directory',
  ENOTDIR: 'a file is where a directory must be',
  EISDIR: 'it is a directory',
  EEXIST: 'a file is where a directory must be',
  ENOTEMPTY: 'it is a directory that is not empty',
  ENAMETOOLONG: 'the name is too long',
  EMFILE: 'too many files are open',
  EFBIG: 'the file is larger than a limit allows',
  EIO: 'the disk reports an error',
};

/** The operating system's reason, in plain words for known codes. */
export function reasonOf(cause: unknown): string {
  if (cause instanceof FileError) return cause.reason;
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  return REASONS[code] ?? (cause instanceof Error ? cause.message : String(cause));
}

/** Whether an error of the operating system has one of these codes. */
export function hasCode(error: unknown, ...codes: readonly string[]): boolean {
  return error instanceof Error && 'code' in error && codes.includes(String(error.code));
}
