import { crc32, createInflate, createInflateRaw } from 'node:zlib';
import { startsGzip, startsZlib } from './compression.js';
import { DecompressionError, damaged, endsEarly } from './decompression-error.js';
import { checkGzipTrailer, skipGzipHeader } from './gzip-member.js';
import { StoredBytes } from './stored-bytes.js';

/** The compressed bytes of a portion. Deflate expands at most 1032 times, so a portion yields at most 16 MiB. */
const PORTION_BYTES = 16 * 1024;

/** An error loses the bytes that were inflated since the last yield, so each yield is small. */
const PIECE_BYTES = 64 * 1024;

/**
 * Inflates gzip or zlib data of one or several members. At damage or an early end, it first yields everything inflated
 * so far and then throws a {@link DecompressionError}, so a damaged file loses only its end.
 */
export async function* inflated(
  chunks: AsyncIterable<Uint8Array>,
  compression: 'gzip' | 'zlib',
): AsyncGenerator<Uint8Array> {
  const stored = new StoredBytes(chunks);
  try {
    for (let member = 0; await startsMember(stored, compression, member); member += 1) {
      if (compression === 'zlib') {
        yield* inflatedStream(stored, compression);
        continue;
      }
      await skipGzipHeader(stored);
      let crc = 0;
      let size = 0;
      for await (const piece of inflatedStream(stored, compression)) {
        crc = crc32(piece, crc);
        size += piece.length;
        yield piece;
      }
      await checkGzipTrailer(stored, { crc, size });
    }
  } finally {
    await stored.close();
  }
}

/** Whether another member follows. Only zeros that pad the file may follow the last member. */
async function startsMember(
  stored: StoredBytes,
  compression: 'gzip' | 'zlib',
  member: number,
): Promise<boolean> {
  const head = await stored.takeAll(3);
  stored.giveBack(head);
  if (compression === 'gzip' ? startsGzip(head) : startsZlib(head)) return true;
  if (member === 0) throw damaged(compression, stored, 'they do not start as such data do');
  const { position } = stored;
  if (await stored.isPadding()) return false;
  throw new DecompressionError(
    'trailing-bytes',
    `the ${compression} data end at byte ${position} of the file, and other bytes follow`,
  );
}

/** Inflates one deflate stream and leaves the bytes after it. */
async function* inflatedStream(
  stored: StoredBytes,
  compression: 'gzip' | 'zlib',
): AsyncGenerator<Uint8Array> {
  const start = stored.position;
  const options = { chunkSize: PIECE_BYTES };
  // We read the header and trailer of gzip ourselves, because zlib takes other bytes behind the trailer for damage.
  const stream = compression === 'gzip' ? createInflateRaw(options) : createInflate(options);
  let pieces: Uint8Array[] = [];
  let failure: NodeJS.ErrnoException | undefined;
  let hasEnded = false;
  let goOn = () => {};
  stream.on('data', (piece: Uint8Array) => pieces.push(piece));
  stream.on('error', (error) => {
    failure = error;
  });
  stream.on('end', () => {
    hasEnded = true;
    // zlib never calls the callback of a write that ends the stream or fails.
    goOn();
  });
  stream.on('close', () => goOn());
  try {
    while (!hasEnded && failure === undefined) {
      const portion = await stored.take(PORTION_BYTES);
      await new Promise<void>((resolve) => {
        goOn = resolve;
        if (portion.length === 0) stream.end();
        else stream.write(portion, () => resolve());
      });
      const taken = pieces;
      pieces = [];
      yield* taken;
      if (hasEnded) {
        const unused = stored.position - start - stream.bytesWritten;
        stored.giveBack(portion.subarray(portion.length - unused));
      }
    }
  } finally {
    stream.destroy();
  }
  if (failure === undefined) return;
  throw failure.code === 'Z_BUF_ERROR'
    ? endsEarly(compression)
    : damaged(compression, stored, failure.message, failure);
}
