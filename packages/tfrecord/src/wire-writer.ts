import { TFRecordError } from './error.js';
import { LENGTH_DELIMITED, LOW_28_BITS, tagOf } from './wire-format.js';

const text = new TextEncoder();

/** A growing buffer of Protocol Buffers wire format. */
export class WireWriter {
  #bytes = new Uint8Array(256);
  #view = new DataView(this.#bytes.buffer);
  #length = 0;

  /** The bytes that `write` writes, in an array of their own. Discards what an earlier or a failed call wrote. */
  message(write: () => void): Uint8Array {
    this.#length = 0;
    write();
    return this.#bytes.slice(0, this.#length);
  }

  /** A length-delimited field with the content that `write` writes. */
  nested(field: number, write: () => void): void {
    this.tag(field, LENGTH_DELIMITED);
    // The length comes first but is known last: we leave one byte for it, and move the content if it takes more.
    this.#reserve(1);
    const start = this.#length + 1;
    this.#length = start;
    write();
    const length = this.#length - start;
    const moved = start + varintSize(length) - 1;
    this.#reserve(moved - start);
    if (moved > start) this.#bytes.copyWithin(moved, start, start + length);
    this.#length = start - 1;
    this.#shortVarint(length);
    this.#length = moved + length;
  }

  tag(field: number, wireType: number): void {
    this.varint(tagOf(field, wireType));
  }

  bytesField(field: number, value: Uint8Array): void {
    this.tag(field, LENGTH_DELIMITED);
    this.varint(value.length);
    this.#reserve(value.length);
    this.#bytes.set(value, this.#length);
    this.#length += value.length;
  }

  stringField(field: number, value: string): void {
    this.bytesField(field, text.encode(value));
  }

  /** A safe integer as a 64-bit varint; a negative one takes ten bytes. */
  varint(value: number): void {
    this.#reserve(10);
    if (value >= 0 && value < LOW_28_BITS) {
      this.#shortVarint(value);
      return;
    }
    // Three parts of two's complement: bits 0-27, 28-55 and 56-63.
    const rest = Math.floor(value / LOW_28_BITS);
    const low = value - rest * LOW_28_BITS;
    this.#longVarint(low, rest & 0xfff_ffff, rest < 0 ? 0xff : 0);
  }

  /** A signed 64-bit integer. */
  bigVarint(value: bigint): void {
    this.#reserve(10);
    this.#longVarint(
      Number(value & 0xfff_ffffn),
      Number((value >> 28n) & 0xfff_ffffn),
      Number((value >> 56n) & 0xffn),
    );
  }

  float32(value: number): void {
    this.#reserve(4);
    this.#view.setFloat32(this.#length, value, true);
    this.#length += 4;
  }

  float64(value: number): void {
    this.#reserve(8);
    this.#view.setFloat64(this.#length, value, true);
    this.#length += 8;
  }

  #shortVarint(value: number): void {
    let rest = value;
    for (; rest > 0x7f; rest >>>= 7) this.#byte((rest & 0x7f) | 0x80);
    this.#byte(rest);
  }

  #longVarint(low: number, middle: number, high: number): void {
    if (middle === 0 && high === 0) {
      this.#shortVarint(low);
      return;
    }
    for (let shift = 0; shift < 28; shift += 7) this.#byte(((low >>> shift) & 0x7f) | 0x80);
    if (high === 0) {
      this.#shortVarint(middle);
      return;
    }
    for (let shift = 0; shift < 28; shift += 7) this.#byte(((middle >>> shift) & 0x7f) | 0x80);
    this.#shortVarint(high);
  }

  #byte(value: number): void {
    this.#bytes[this.#length] = value;
    this.#length += 1;
  }

  #reserve(count: number): void {
    const needed = this.#length + count;
    if (needed <= this.#bytes.length) return;
    const grown = new Uint8Array(Math.max(needed, this.#bytes.length * 2));
    grown.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = grown;
    this.#view = new DataView(grown.buffer);
  }
}

function varintSize(value: number): number {
  let size = 1;
  for (let rest = value; rest > 0x7f; rest >>>= 7) size += 1;
  return size;
}

const INT64_MIN = -(2n ** 63n);
const INT64_MAX = 2n ** 63n - 1n;

/** Writes a number or a bigint as an int64; refuses a value that an int64 cannot hold exactly. */
export function writeInt64(writer: WireWriter, value: unknown, feature: string): void {
  if (typeof value === 'number' && Number.isSafeInteger(value)) {
    writer.varint(value);
    return;
  }
  if (typeof value === 'bigint' && value >= INT64_MIN && value <= INT64_MAX) {
    writer.bigVarint(value);
    return;
  }
  throw new TFRecordError(
    'invalid-value',
    `feature '${feature}' holds ${String(value)}, which is not an int64: give safe integers, or bigints from -2^63 to 2^63 - 1`,
    { feature },
  );
}
