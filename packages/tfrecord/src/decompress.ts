import { type ByteSource, chunkSource, chunksOf } from './byte-source.js';
import { type Compression, DETECTION_BYTES, detectCompression } from './compression.js';
import { DecompressionError } from './decompression-error.js';
import { TFRecordError } from './error.js';
import { inflated } from './inflate.js';

/** The number of stored bytes to read at a time. */
const CHUNK_BYTES = 64 * 1024;

/** The decompressed bytes of a source. `'auto'` detects the compression by the first bytes. */
export async function decompressed(
  source: ByteSource,
  name: string,
  compression: Compression | 'auto',
): Promise<ByteSource> {
  if (compression === 'none') return source;
  const head = new Uint8Array(DETECTION_BYTES);
  let length = 0;
  while (length < head.length) {
    const count = await source.read(head.subarray(length));
    if (count === 0) break;
    length += count;
  }
  const whole = withHead(head.subarray(0, length), source);
  const found = compression === 'auto' ? detectCompression(head.subarray(0, length)) : compression;
  return found === 'none'
    ? whole
    : chunkSource(inflated(chunksOf(whole, CHUNK_BYTES), found), name);
}

function withHead(head: Uint8Array, rest: ByteSource): ByteSource {
  let left = head;
  return {
    read: async (room) => {
      if (left.length === 0) return rest.read(room);
      const count = Math.min(left.length, room.length);
      room.set(left.subarray(0, count));
      left = left.subarray(count);
      return count;
    },
    close: () => rest.close(),
  };
}

/**
 * Decompresses gzip or zlib data of one or several members, whatever they contain. At damage or an early end, it first
 * yields everything decompressed so far and then throws a `TFRecordError` (`'truncated'`, `'bad-compression'`,
 * `'trailing-bytes'`). An error of `chunks` passes through unchanged.
 *
 * @example
 * for await (const bytes of decompress(createReadStream('ratings.csv.gz'), 'gzip')) ...
 */
export async function* decompress(
  chunks: AsyncIterable<Uint8Array>,
  compression: 'gzip' | 'zlib',
): AsyncGenerator<Uint8Array> {
  try {
    yield* inflated(chunks, compression);
  } catch (error) {
    if (!(error instanceof DecompressionError)) throw error;
    throw new TFRecordError(error.code, error.message, { cause: error });
  }
}
