import { reasonOf } from '@org/files';
import { TFRecordError } from './error.js';

/** What a failure to write a file is reported as. */
export function writeFailed(file: string, cause: unknown): TFRecordError {
  if (cause instanceof TFRecordError) return cause;
  return new TFRecordError('write-failed', `cannot write: ${reasonOf(cause)}`, { file, cause });
}
