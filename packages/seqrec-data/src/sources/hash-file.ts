import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readError } from './text/byte-blocks.js';

/** The SHA-256 of a file's bytes as they are on disk, as hex. */
export async function hashFile(file: string, signal?: AbortSignal): Promise<string> {
  const hash = createHash('sha256');
  try {
    for await (const block of createReadStream(file, { highWaterMark: 1024 * 1024 })) {
      signal?.throwIfAborted();
      hash.update(block as Buffer);
    }
  } catch (error) {
    signal?.throwIfAborted();
    throw readError(file, error);
  }
  return hash.digest('hex');
}
