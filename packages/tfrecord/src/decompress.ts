import { createGunzip, createInflate } from 'node:zlib';
import { type ByteSource, chunkSource, chunksOf } from './byte-source.js';
import { type Compression, DETECTION_BYTES, detectCompression } from './compression.js';
import { DecompressionError } from './decompression-error.js';

/** Compressed bytes are taken in portions of this size: deflate expands at most 1032 times, so one portion yields 16 MiB at most. */
const PORTION_BYTES = 16 * 1024;

/** The source with its bytes uncompressed, as found by their content unless `compression` says what they are. */
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
  return found === 'none' ? whole : chunkSource(inflate(whole, found), name);
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
 * Decompresses portion by portion, and yields what came out before an error is thrown: a damaged file loses its end only.
 */
async function* inflate(
  source: ByteSource,
  compression: 'gzip' | 'zlib',
): AsyncGenerator<Uint8Array> {
  const options = { chunkSize: 64 * 1024 };
  const stream = compression === 'gzip' ? createGunzip(options) : createInflate(options);
  let chunks: Uint8Array[] = [];
  let failure: unknown;
  let goOn = () => {};
  stream.on('data', (chunk: Uint8Array) => chunks.push(chunk));
  stream.on('error', (error) => {
    failure = error;
  });
  // Also after an error, when the callback of the write at hand is never called.
  stream.on('close', () => goOn());
  const takeChunks = () => {
    const taken = chunks;
    chunks = [];
    return taken;
  };
  try {
    for await (const portion of chunksOf(source, PORTION_BYTES)) {
      await new Promise<void>((resolve) => {
        goOn = resolve;
        stream.write(portion, () => resolve());
      });
      yield* takeChunks();
      if (stream.destroyed) break;
    }
    if (!stream.destroyed) {
      await new Promise<void>((resolve) => {
        goOn = resolve;
        stream.end();
      });
      yield* takeChunks();
    }
    if (failure !== undefined) throw new DecompressionError(failure);
  } finally {
    stream.destroy();
  }
}
