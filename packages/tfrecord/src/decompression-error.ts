import type { StoredBytes } from './stored-bytes.js';

/** Why compressed bytes could not be read to their end. */
export type DecompressionProblem =
  /** The bytes end early. */
  | 'truncated'
  /** The bytes are damaged. Earlier bytes may be wrong too, unless they have their own checksums. */
  | 'bad-compression'
  /** Other bytes follow compressed data that are whole and have a correct checksum. */
  | 'trailing-bytes';

/** Thrown by code that knows only the bytes. Code that knows the file and the record turns it into a TFRecordError. */
export class DecompressionError extends Error {
  readonly code: DecompressionProblem;

  constructor(code: DecompressionProblem, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
  }
}

export function endsEarly(compression: 'gzip' | 'zlib'): DecompressionError {
  return new DecompressionError('truncated', `the ${compression} data end early`);
}

/** The error for damage at or before a position in the compressed bytes; `reason` says what was found. */
export function damaged(
  compression: 'gzip' | 'zlib',
  { position }: Pick<StoredBytes, 'position'>,
  reason: string,
  cause?: unknown,
): DecompressionError {
  return new DecompressionError(
    'bad-compression',
    `the ${compression} data are damaged before byte ${position} of the file (${reason})`,
    cause,
  );
}
