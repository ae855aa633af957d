import { LOW_28_BITS } from './wire-format.js';

/** A block is filled from at most this many bytes, so it never holds more values. */
const BLOCK_BYTES = 8192;

/** How far past a value's first byte the loop may read. */
const LOAD_AHEAD = 8;

/**
 * The buffer for a decoded packed list before it becomes an array, because a list's length is known only at its end.
 * Reading a file spends most of its time in the loop here.
 */
export class VarintBlock {
  readonly values: Float64Array = new Float64Array(BLOCK_BYTES);
  count = 0;

  /**
   * Decodes varints from `start` on and returns the position where it stopped: at `limit`, before a value of more than
   * 49 bits (a negative int64 has 64), near the end of the view, or when the block is full.
   */
  fill(view: DataView, start: number, limit: number): number {
    const { values } = this;
    const last = Math.min(limit, start + BLOCK_BYTES, view.byteLength - LOAD_AHEAD);
    let at = start;
    let count = 0;
    while (at < last) {
      // Four bytes at once, then a branch per byte of length: most ids take one to three bytes, seconds since 1970 take
      // five, milliseconds six.
      const word = view.getInt32(at, true);
      let value: number;
      if ((word & 0x80) === 0) {
        value = word & 0x7f;
        at += 1;
      } else if ((word & 0x8000) === 0) {
        value = (word & 0x7f) | ((word >>> 1) & 0x3f80);
        at += 2;
      } else if ((word & 0x80_0000) === 0) {
        value = (word & 0x7f) | ((word >>> 1) & 0x3f80) | ((word >>> 2) & 0x1f_c000);
        at += 3;
      } else {
        value =
          (word & 0x7f) |
          ((word >>> 1) & 0x3f80) |
          ((word >>> 2) & 0x1f_c000) |
          ((word >>> 3) & 0xfe0_0000);
        if (word >= 0) at += 4;
        else {
          const high = view.getInt32(at + 4, true);
          if ((high & 0x80) === 0) {
            value += (high & 0x7f) * LOW_28_BITS;
            at += 5;
          } else if ((high & 0x8000) === 0) {
            value += ((high & 0x7f) | ((high >>> 1) & 0x3f80)) * LOW_28_BITS;
            at += 6;
          } else if ((high & 0x80_0000) === 0) {
            value +=
              ((high & 0x7f) | ((high >>> 1) & 0x3f80) | ((high >>> 2) & 0x1f_c000)) * LOW_28_BITS;
            at += 7;
          } else break;
        }
      }
      values[count] = value;
      count += 1;
    }
    this.count = count;
    return at;
  }

  /** The values of the last `fill`. */
  toArray(): number[] {
    const { values, count } = this;
    const array = new Array<number>(count);
    // A fraction makes V8 store the array as plain doubles, which it copies without checking each value.
    if (count > 0) array[0] = 0.5;
    for (let i = 0; i < count; i += 1) array[i] = values[i] as number;
    return array;
  }
}
