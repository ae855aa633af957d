import type { StoredBytes } from './stored-bytes.js';

/** Why compressed bytes could not be read to their end. */
export type DecompressionProblem =
  /** They end early. */
  | 'truncated'
  /** They are damaged: what came before may be wrong too, unless it has checksums of its own. */
  | 'bad-compression'
  /** Whole compressed data, with a correct checksum, are followed by other bytes. */
  | 'trailing-bytes';

/** Thrown where only the bytes are known; whoever knows the file and the record makes a TFRecordError of it. */
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

/** `reason` is what was found at or before the position of `stored`. */
export function damaged(
  compression: 'gzip' | 'zlib',
  { position }: StoredBytes,
  reason: string,
  cause?: unknown,
): DecompressionError {
  return new DecompressionError(
    'bad-compression',
    `the ${compression} data are damaged before byte ${position} of the file (${reason})`,
    cause,
  );
}
