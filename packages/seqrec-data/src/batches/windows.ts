import { setting } from '../advice.js';
import type { UserItems } from '../dataset/sequences.js';
import { SeqrecDataError } from '../error.js';

/** Windows of sequences in columns; window w is `items.subarray(starts[w], ends[w])` of sequence `rows[w]`. */
export interface Windows {
  readonly count: number;
  readonly rows: Int32Array;
  readonly starts: Int32Array;
  readonly ends: Int32Array;
}

export interface WindowOptions {
  /** The largest number of items in a window. */
  readonly size: number;
  /** The distance between windows of one sequence, in items; `'newest'` takes only the newest window. */
  readonly stride: number | 'newest';
  /** Shorter sequences give no window. */
  readonly minItems: number;
}

/**
 * A sequence of up to `size` items is one window. A longer one gives windows of exactly `size` items: one at its end,
 * one at every `stride` items before, and one at its start, as in BERT4Rec's own code. Only `'newest'` leaves out
 * items.
 *
 * @example
 * slidingWindows(sequencesFromLists([[1, 2, 3, 4, 5, 6]]), { size: 3, stride: 2, minItems: 1 });
 * // starts [3, 1, 0], ends [6, 4, 3]
 */
export function slidingWindows(sequences: UserItems, options: WindowOptions): Windows {
  const { size, stride, minItems } = options;
  if (stride !== 'newest' && !(Number.isInteger(stride) && stride >= 1 && stride <= size)) {
    throw new SeqrecDataError('invalid-option', [
      [setting('windowStride')],
      ` is newest or a whole number from 1 to ${size}, the items of a window; it is ${stride}`,
    ]);
  }
  const { offsets } = sequences;
  const rows: number[] = [];
  const starts: number[] = [];
  const ends: number[] = [];
  for (let row = 0; row + 1 < offsets.length; row += 1) {
    const first = offsets[row] as number;
    const end = offsets[row + 1] as number;
    if (end - first < minItems) continue;
    const add = (start: number) => {
      rows.push(row);
      starts.push(start);
      ends.push(Math.min(end, start + size));
    };
    let start = end - size;
    for (; start > first; start -= stride) {
      add(start);
      if (stride === 'newest') break;
    }
    if (start <= first) add(first);
  }
  return {
    count: rows.length,
    rows: Int32Array.from(rows),
    starts: Int32Array.from(starts),
    ends: Int32Array.from(ends),
  };
}
