/**
 * A TFRecord file is a sequence of frames: the record's length (uint64), the masked CRC-32C of those eight bytes, the
 * record, the masked CRC-32C of the record. All little-endian.
 */
export const FRAME_HEADER = 12;
export const FRAME_FOOTER = 4;
