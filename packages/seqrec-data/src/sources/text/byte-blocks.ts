import { createReadStream } from 'node:fs';
import { pipeline, Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { SeqrecDataError } from '../../error.js';
import type { ReadOptions } from '../source.js';

/**
 * The bytes of a file, block by block, gzip decompressed. Gzip is known by its first two bytes, not by the file's name:
 * `ratings.csv` may be one, and `ratings.csv.gz` may have been decompressed by a browser on its way.
 */
export async function* readByteBlocks(
  file: string,
  options: ReadOptions & { readonly decompress?: boolean } = {},
): AsyncGenerator<Buffer> {
  const { signal, onBytes, decompress = true } = options;
  const raw = createReadStream(file, { highWaterMark: 256 * 1024 });
  const blocks = raw[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  try {
    const first = await blocks.next();
    if (first.done === true) return;
    const counted = async function* (): AsyncGenerator<Buffer> {
      for (let block = first.value; ; ) {
        signal?.throwIfAborted();
        onBytes?.(block.length);
        yield block;
        const next = await blocks.next();
        if (next.done === true) return;
        block = next.value;
      }
    };
    if (!decompress || first.value[0] !== 0x1f || first.value[1] !== 0x8b) {
      yield* counted();
      return;
    }
    // pipeline() carries errors both ways and destroys the streams; its callback has nothing left to do.
    const plain = pipeline(
      Readable.from(counted()),
      createGunzip({ chunkSize: 256 * 1024 }),
      () => {},
    );
    yield* plain as AsyncIterable<Buffer> as AsyncGenerator<Buffer>;
  } catch (error) {
    signal?.throwIfAborted();
    throw readError(file, error);
  } finally {
    raw.destroy();
  }
}

/** The error for a file that cannot be opened, read or decompressed. */
export function readError(file: string, error: unknown): Error {
  if (error instanceof SeqrecDataError) return error;
  const cause = error instanceof Error ? error : new Error(String(error));
  const code = 'code' in cause ? String(cause.code) : '';
  if (code === 'ENOENT') {
    return new SeqrecDataError('source-missing', `${file}: no such file or directory`, {
      file,
      cause,
    });
  }
  if (code === 'EISDIR') {
    return new SeqrecDataError('source-missing', `${file} is a directory, expected a file`, {
      file,
      cause,
    });
  }
  if (code === 'Z_BUF_ERROR') {
    return new SeqrecDataError(
      'bad-file',
      `${file}: the gzip data ends too early; the file is incomplete, fetch it again`,
      { file, cause },
    );
  }
  if (code.startsWith('Z_')) {
    return new SeqrecDataError('bad-file', `${file}: the gzip data is damaged (${cause.message})`, {
      file,
      cause,
    });
  }
  if (code !== '') {
    return new SeqrecDataError('source-missing', `${file} cannot be read: ${cause.message}`, {
      file,
      cause,
    });
  }
  return cause;
}
