import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sortByTime } from './time-order.js';

function sorted(times: readonly number[]): number[] {
  const rows = Int32Array.from(times.keys());
  sortByTime(rows, Float64Array.from(times));
  return [...rows];
}

test('rows of equal times keep their order', () => {
  expect(sorted([5, 3, 5, 3, 4])).toEqual([1, 3, 4, 0, 2]);
  expect(sorted([])).toEqual([]);
});

test('only the given rows are sorted, by the times of the whole table', () => {
  const rows = Int32Array.of(9, 1, 3, 4, 8);
  sortByTime(rows.subarray(1, 4), Float64Array.of(0, 30, 0, 20, 10, 0, 0, 0, 0, 0));
  expect([...rows]).toEqual([9, 4, 3, 1, 8]);
});

test('sorts times at both ends of the safe integers', () => {
  const { MAX_SAFE_INTEGER: max, MIN_SAFE_INTEGER: min } = Number;
  expect(sorted([max, 0, min, max, min])).toEqual([2, 4, 1, 0, 3]);
});

test('fractions count', () => {
  expect(sorted([1600000000.5, 1600000000.25, 1600000000, 1600000000.25])).toEqual([2, 1, 3, 0]);
});

test('the order is that of a stable sort', () => {
  const time = fc.oneof(
    fc.integer({ min: -5, max: 5 }),
    fc.maxSafeInteger(),
    fc.nat(2 ** 40),
    fc.double({ min: -5, max: 5, noNaN: true }),
  );
  fc.assert(
    fc.property(fc.array(time, { maxLength: 3000, size: 'max' }), (times) => {
      const expected = [...times.keys()].sort((a, b) => (times[a] ?? 0) - (times[b] ?? 0));
      expect(sorted(times)).toEqual(expected);
    }),
    { numRuns: 50 },
  );
});
