import { crc32c, maskCrc } from './crc32c.js';
import { FRAME_HEADER } from './frame.js';

export type Compression = 'none' | 'gzip' | 'zlib';

/** How many of a file's first bytes {@link detectCompression} wants to see. */
export const DETECTION_BYTES: number = FRAME_HEADER;

/** What the first bytes of a file are. Any bytes that start no compressed data count as `'none'`. */
export function detectCompression(head: Uint8Array): Compression {
  // The magic numbers of gzip and zlib may also be the length of a first record, which then has its checksum behind it.
  if (startsWithFrame(head)) return 'none';
  if (startsGzip(head)) return 'gzip';
  return startsZlib(head) ? 'zlib' : 'none';
}

/** Whether these bytes are a length and its checksum, as a TFRecord file starts with. */
export function startsWithFrame(head: Uint8Array): boolean {
  if (head.length < FRAME_HEADER) return false;
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  return view.getUint32(8, true) === maskCrc(crc32c(head, 0, 8));
}

/** Whether these bytes start a member of gzip data (RFC 1952) in the one method there is, deflate. */
export function startsGzip([first, second, method]: Uint8Array): boolean {
  return first === 0x1f && second === 0x8b && method === 8;
}

/** Whether these bytes start zlib data (RFC 1950). */
export function startsZlib([first = 0, second = 0]: Uint8Array): boolean {
  return (first & 0x0f) === 8 && first >> 4 <= 7 && (first * 256 + second) % 31 === 0;
}
