const CASTAGNOLI = 0x82f63b78; // the polynomial 0x1edc6f41 with its bits reversed
const MASK_DELTA = 0xa282ead8;

/** Eight tables of 256: `TABLES[k * 256 + byte]` is the CRC of `byte` followed by `k` zero bytes. */
const TABLES = makeTables();

/**
 * CRC-32C (Castagnoli) of `bytes[start..end)`, as an unsigned 32-bit number.
 *
 * @example crc32c(new TextEncoder().encode('123456789')) // 0xe3069283
 */
export function crc32c(bytes: Uint8Array, start = 0, end: number = bytes.length): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return crc32cOfView(view, start, end);
}

/** {@link crc32c} for callers that keep one view over many records: making a view costs more than a short CRC. */
export function crc32cOfView(view: DataView, start: number, end: number): number {
  let crc = -1;
  let at = start;
  // Slicing by 8: one step folds eight bytes through eight independent table look-ups.
  for (const last = end - 8; at <= last; at += 8) {
    const low = crc ^ view.getInt32(at, true);
    const high = view.getInt32(at + 4, true);
    crc =
      entry(1792 + (low & 0xff)) ^
      entry(1536 + ((low >>> 8) & 0xff)) ^
      entry(1280 + ((low >>> 16) & 0xff)) ^
      entry(1024 + (low >>> 24)) ^
      entry(768 + (high & 0xff)) ^
      entry(512 + ((high >>> 8) & 0xff)) ^
      entry(256 + ((high >>> 16) & 0xff)) ^
      entry(high >>> 24);
  }
  for (; at < end; at += 1) {
    crc = (crc >>> 8) ^ entry((crc ^ view.getUint8(at)) & 0xff);
  }
  return ~crc >>> 0;
}

/**
 * The CRC as a TFRecord stores it: rotated right by 15 bits, plus a constant. A CRC over data that itself holds CRCs
 * would be weak; the mask avoids that.
 */
export function maskCrc(crc: number): number {
  return (((crc >>> 15) | (crc << 17)) + MASK_DELTA) >>> 0;
}

function entry(index: number): number {
  return TABLES[index] as number;
}

function makeTables(): Int32Array {
  const tables = new Int32Array(8 * 256);
  for (let byte = 0; byte < 256; byte += 1) {
    let crc = byte;
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ CASTAGNOLI : crc >>> 1;
    tables[byte] = crc;
  }
  for (let at = 256; at < tables.length; at += 1) {
    const previous = tables[at - 256] as number;
    tables[at] = (previous >>> 8) ^ (tables[previous & 0xff] as number);
  }
  return tables;
}
