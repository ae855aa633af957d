import { crc32cOfView, maskCrc } from './crc32c.js';

/**
 * A TFRecord file is a sequence of frames: the record's length (uint64), the masked CRC-32C of those eight bytes, the
 * record, the masked CRC-32C of the record. All little-endian.
 */
export const FRAME_HEADER = 12;
const FRAME_FOOTER = 4;

/** The size of a record's frame. */
export function frameSize(recordLength: number): number {
  return FRAME_HEADER + recordLength + FRAME_FOOTER;
}

/** Writes the frame of `record` into `bytes`, from `at` on; `view` covers all of `bytes`. */
export function writeFrame(
  bytes: Uint8Array,
  view: DataView,
  at: number,
  record: Uint8Array,
): void {
  const start = at + FRAME_HEADER;
  const end = start + record.length;
  view.setUint32(at, record.length % 0x1_0000_0000, true);
  view.setUint32(at + 4, Math.floor(record.length / 0x1_0000_0000), true);
  view.setUint32(at + 8, maskCrc(crc32cOfView(view, at, at + 8)), true);
  bytes.set(record, start);
  view.setUint32(end, maskCrc(crc32cOfView(view, start, end)), true);
}
