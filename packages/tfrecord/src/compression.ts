import { crc32c, maskCrc } from './crc32c.js';
import { FRAME_HEADER } from './frame.js';

export type Compression = 'none' | 'gzip' | 'zlib';

/** The number of a file's first bytes that {@link detectCompression} needs. */
export const DETECTION_BYTES: number = FRAME_HEADER;

/** Detects a file's compression by its first bytes: `'none'` unless they start gzip or zlib data. */
export function detectCompression(head: Uint8Array): Compression {
  // A first record's length may look like gzip's or zlib's magic number, but only a length has its checksum behind it.
  if (startsWithFrame(head)) return 'none';
  if (startsGzip(head)) return 'gzip';
  return startsZlib(head) ? 'zlib' : 'none';
}

/** Whether these bytes are a length and its checksum, the start of a TFRecord file. */
export function startsWithFrame(head: Uint8Array): boolean {
  if (head.length < FRAME_HEADER) return false;
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  return view.getUint32(8, true) === maskCrc(crc32c(head, 0, 8));
}

/** Whether these bytes start a gzip member (RFC 1952) with deflate, the only method that the RFC defines. */
export function startsGzip([first, second, method]: Uint8Array): boolean {
  return first === 0x1f && second === 0x8b && method === 8;
}

/** Whether these bytes start zlib data (RFC 1950). */
export function startsZlib([first = 0, second = 0]: Uint8Array): boolean {
  return (first & 0x0f) === 8 && first >> 4 <= 7 && (first * 256 + second) % 31 === 0;
}
