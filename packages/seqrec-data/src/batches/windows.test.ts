import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sequencesFromLists } from '../dataset/sequences.js';
import { slidingWindows, type WindowOptions } from './windows.js';

/** The items of each window, after its row. */
function windowsOf(lists: readonly number[][], options: Partial<WindowOptions>) {
  const sequences = sequencesFromLists(lists);
  const { count, rows, starts, ends } = slidingWindows(sequences, {
    size: 3,
    stride: 3,
    minItems: 1,
    ...options,
  });
  return Array.from({ length: count }, (_, w) => [
    rows[w],
    [...sequences.items.subarray(starts[w], ends[w])],
  ]);
}

describe('sliding windows', () => {
  it('keep a sequence that fits', () => {
    expect(
      windowsOf(
        [
          [1, 2],
          [3, 4, 5],
        ],
        {},
      ),
    ).toEqual([
      [0, [1, 2]],
      [1, [3, 4, 5]],
    ]);
  });

  it('cut a longer one from its end, and end with a full window at its start', () => {
    const list = [1, 2, 3, 4, 5, 6, 7, 8];
    expect(windowsOf([list], { stride: 3 })).toEqual([
      [0, [6, 7, 8]],
      [0, [3, 4, 5]],
      [0, [1, 2, 3]],
    ]);
    expect(windowsOf([list], { stride: 2 })).toEqual([
      [0, [6, 7, 8]],
      [0, [4, 5, 6]],
      [0, [2, 3, 4]],
      [0, [1, 2, 3]],
    ]);
    expect(windowsOf([[1, 2, 3, 4, 5, 6]], { stride: 3 })).toEqual([
      [0, [4, 5, 6]],
      [0, [1, 2, 3]],
    ]);
  });

  it('keep only the newest window if the option says so', () => {
    expect(windowsOf([[1, 2, 3, 4], [5]], { stride: 'newest' })).toEqual([
      [0, [2, 3, 4]],
      [1, [5]],
    ]);
  });

  it('skip sequences that are too short', () => {
    expect(windowsOf([[1], [], [2, 3]], { minItems: 2 })).toEqual([[2, [2, 3]]]);
    expect(windowsOf([[], [1]], {})).toEqual([[1, [1]]]);
  });

  it('hold every item, and are full if the sequence is long enough', () => {
    const lists = fc.array(fc.array(fc.nat(), { maxLength: 25 }), { maxLength: 5 });
    const sizes = fc
      .integer({ min: 1, max: 8 })
      .chain((size) => fc.tuple(fc.constant(size), fc.integer({ min: 1, max: size })));
    fc.assert(
      fc.property(lists, sizes, (input, [size, stride]) => {
        const sequences = sequencesFromLists(input);
        const windows = slidingWindows(sequences, { size, stride, minItems: 1 });
        const covered = new Set<number>();
        for (let w = 0; w < windows.count; w += 1) {
          const [start = 0, end = 0] = [windows.starts[w], windows.ends[w]];
          const sequence = input[windows.rows[w] ?? -1] ?? [];
          expect(end - start).toBe(Math.min(size, sequence.length));
          for (let event = start; event < end; event += 1) covered.add(event);
        }
        expect(covered.size).toBe(sequences.items.length);
      }),
    );
  });

  it.each([0, 4, 1.5])('refuse a stride of %d for 3 items', (stride) => {
    expect(() => windowsOf([[1]], { stride })).toThrow(
      `windowStride is newest or a whole number from 1 to 3, the items of a window; it is ${stride}`,
    );
  });
});
