import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { hashFile } from './hash-file.js';
import { readError } from './text/byte-blocks.js';

/** A file as a manifest names it: without its directory, so that a dataset does not tell whose disk it was made on. */
export interface SourceFile {
  readonly name: string;
  readonly bytes: number;
  /** Of the bytes on disk, as hex. */
  readonly sha256: string;
}

export async function describeFile(path: string, signal?: AbortSignal): Promise<SourceFile> {
  try {
    const { size } = await stat(path);
    return { name: basename(path), bytes: size, sha256: await hashFile(path, signal) };
  } catch (error) {
    signal?.throwIfAborted();
    throw readError(path, error);
  }
}
