import { reasonOf } from '@org/files';
import { TFRecordError } from './error.js';

/** The error for a file that could not be written. */
export function writeFailed(file: string, cause: unknown): TFRecordError {
  if (cause instanceof TFRecordError) return cause;
  return new TFRecordError('write-failed', `cannot write: ${reasonOf(cause)}`, { file, cause });
}
