import { expect, it } from 'vitest';
import { lengthLadder, rung } from './ladder.js';

it('lengths rise to the longest, each by at most half of the one before', () => {
  expect(lengthLadder(200)).toEqual([8, 12, 16, 24, 32, 48, 64, 96, 128, 192, 200]);
  expect([1, 8, 9, 12, 13].map(lengthLadder)).toEqual([[1], [8], [8, 9], [8, 12], [8, 12, 13]]);
  for (let longest = 1; longest < 700; longest += 1) {
    const lengths = lengthLadder(longest);
    expect(lengths.at(-1)).toBe(longest);
    lengths.slice(1).forEach((length, i) => {
      expect(length).toBeGreaterThan(lengths[i] ?? 0);
      expect(length).toBeLessThanOrEqual(1.5 * (lengths[i] ?? 0));
    });
  }
});

it('a rung is a power of two times the least that holds the count', () => {
  expect([0, 16, 17, 33].map((count) => rung(count, 16))).toEqual([16, 16, 32, 64]);
});
