import { crc32, createInflate, createInflateRaw } from 'node:zlib';
import { startsGzip, startsZlib } from './compression.js';
import { DecompressionError, damaged, endsEarly } from './decompression-error.js';
import { checkGzipTrailer, skipGzipHeader } from './gzip-member.js';
import { StoredBytes } from './stored-bytes.js';

/** Compressed bytes are taken in portions of this size: deflate expands at most 1032 times, so one portion yields 16 MiB at most. */
const PORTION_BYTES = 16 * 1024;

/** An error loses what was inflated since the last piece was handed out, so pieces are not large. */
const PIECE_BYTES = 64 * 1024;

/**
 * What gzip or zlib data expand to, of one or several members. Everything that was inflated before damage, or before an
 * early end, is yielded before the {@link DecompressionError} is thrown: a damaged file loses its end only.
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

/** Whether another member follows; zeros that pad the file, and nothing else, may follow the last one. */
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

/** Inflates one deflate stream and leaves what follows it. */
async function* inflatedStream(
  stored: StoredBytes,
  compression: 'gzip' | 'zlib',
): AsyncGenerator<Uint8Array> {
  const start = stored.position;
  const options = { chunkSize: PIECE_BYTES };
  // The header and trailer of gzip are read here, not by zlib, which would take other bytes behind them for damage.
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
    // The callback of the write that brought the end is never called, nor is that of one that failed.
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
