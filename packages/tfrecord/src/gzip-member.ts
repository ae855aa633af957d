import { damaged, endsEarly } from './decompression-error.js';
import type { StoredBytes } from './stored-bytes.js';

/** Bits of the flags in the header of a gzip member (RFC 1952). */
const HAS_HEADER_CRC = 2;
const HAS_EXTRA = 4;
const HAS_NAME = 8;
const HAS_COMMENT = 16;
const RESERVED = 0xe0;

const FIXED_HEADER_BYTES = 10;
const TRAILER_BYTES = 8;

/** Skips the header of a member. */
export async function skipGzipHeader(stored: StoredBytes): Promise<void> {
  const fixed = await stored.takeAll(FIXED_HEADER_BYTES);
  const flags = fixed[3] ?? 0;
  if (fixed.length < FIXED_HEADER_BYTES) throw endsEarly('gzip');
  if ((flags & RESERVED) !== 0) throw damaged('gzip', stored, 'unknown flags');
  if ((flags & HAS_EXTRA) !== 0) {
    const [low = 0, high = 0] = await takeExactly(stored, 2);
    await takeExactly(stored, low + high * 256);
  }
  if ((flags & HAS_NAME) !== 0) await skipText(stored);
  if ((flags & HAS_COMMENT) !== 0) await skipText(stored);
  if ((flags & HAS_HEADER_CRC) !== 0) await takeExactly(stored, 2);
}

/** Checks the trailer of a member: the checksum of the decompressed bytes, and their number modulo 2^32. */
export async function checkGzipTrailer(
  stored: StoredBytes,
  { crc, size }: { readonly crc: number; readonly size: number },
): Promise<void> {
  const trailer = await takeExactly(stored, TRAILER_BYTES);
  const view = new DataView(trailer.buffer, trailer.byteOffset, trailer.byteLength);
  if (view.getUint32(0, true) !== crc || view.getUint32(4, true) !== size % 2 ** 32) {
    throw damaged('gzip', stored, 'their checksum does not match');
  }
}

async function takeExactly(stored: StoredBytes, count: number): Promise<Uint8Array> {
  const bytes = await stored.takeAll(count);
  if (bytes.length < count) throw endsEarly('gzip');
  return bytes;
}

/** Skips a zero-terminated text. */
async function skipText(stored: StoredBytes): Promise<void> {
  for (;;) {
    const bytes = await stored.take(256);
    if (bytes.length === 0) throw endsEarly('gzip');
    const end = bytes.indexOf(0);
    if (end >= 0) {
      stored.giveBack(bytes.subarray(end + 1));
      return;
    }
  }
}
