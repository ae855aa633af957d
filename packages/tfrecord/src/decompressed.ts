import { type ByteSource, chunkSource, chunksOf } from './byte-source.js';
import { type Compression, DETECTION_BYTES, detectCompression } from './compression.js';

/** The number of stored bytes to read at a time. */
const CHUNK_BYTES = 64 * 1024;

/**
 * Inflates gzip or zlib data. At damage or an early end, it first yields what was inflated so far and then throws a
 * `DecompressionError`. An error of `chunks` passes through unchanged.
 */
export type Inflate = (
  chunks: AsyncIterable<Uint8Array>,
  compression: 'gzip' | 'zlib',
) => AsyncGenerator<Uint8Array>;

/** The decompressed bytes of a source. `'auto'` detects the compression by the first bytes. */
export async function decompressed(
  source: ByteSource,
  name: string,
  { compression, inflated }: { compression: Compression | 'auto'; inflated: Inflate },
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
