import { createReadStream } from 'node:fs';
import { decompress, TFRecordError } from '@org/tfrecord';
import { SeqrecDataError } from '../../error.js';
import type { ReadOptions } from '../source.js';
import { otherCompression } from './other-compression.js';

/**
 * The bytes of a file in blocks, decompressed from gzip. The first two bytes show gzip, not the name: `ratings.csv` may
 * be compressed, and a browser may have decompressed `ratings.csv.gz`. If gzip data end early or other bytes follow, it
 * throws a {@link BrokenFileError} after all bytes before. Damaged gzip data throw at once, because earlier bytes may
 * be wrong too.
 */
export async function* readByteBlocks(
  file: string,
  options: ReadOptions & { readonly decompress?: boolean } = {},
): AsyncGenerator<Buffer> {
  const { signal, onBytes, decompress: gunzip = true } = options;
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
    const other = otherCompression(first.value);
    if (other !== undefined) {
      throw new SeqrecDataError(
        'bad-file',
        `${file} is compressed by ${other}, which cannot be read here; decompress it, or compress it with gzip`,
        { file },
      );
    }
    if (!gunzip || first.value[0] !== 0x1f || first.value[1] !== 0x8b) {
      yield* counted();
      return;
    }
    for await (const block of decompress(counted(), 'gzip')) {
      yield Buffer.from(block.buffer, block.byteOffset, block.byteLength);
    }
  } catch (error) {
    signal?.throwIfAborted();
    throw readError(file, error);
  } finally {
    raw.destroy();
  }
}

/** Only the first part of a file can be read. That part is correct. */
export class BrokenFileError extends SeqrecDataError {
  constructor(file: string, reason: string, cause: Error) {
    super('bad-file', `${file}: ${reason}`, { file, cause });
  }

  /** The message without the file. */
  get reason(): string {
    return this.problem.slice(`${this.file}: `.length);
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
  if (cause instanceof TFRecordError) {
    const { problem } = cause;
    return cause.code === 'bad-compression'
      ? new SeqrecDataError('bad-file', `${file}: ${problem}; get the file again`, { file, cause })
      : new BrokenFileError(file, problem, cause);
  }
  if (code !== '') {
    return new SeqrecDataError('source-missing', `${file} cannot be read: ${cause.message}`, {
      file,
      cause,
    });
  }
  return cause;
}
