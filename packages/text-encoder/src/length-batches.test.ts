import fc from 'fast-check';
import { expect, it } from 'vitest';
import { lengthBatches, rungOf } from './length-batches.js';

it('rounds lengths up to a rung, at most the limit', () => {
  expect([0, 1, 8, 9, 100, 255, 256].map((length) => rungOf(length, 250))).toEqual([
    8, 8, 8, 16, 104, 250, 250,
  ]);
});

it('puts every text into one batch that it fits, the longest first, within the limit', () => {
  const lengths = fc.array(fc.integer({ min: 0, max: 60 }), { maxLength: 80 });
  fc.assert(
    fc.property(lengths, fc.integer({ min: 1, max: 400 }), (lengths, batchTokens) => {
      const batches = lengthBatches(lengths, { batchTokens, maxLength: 60 });
      const places = batches.flatMap((batch) => batch.places);
      expect([...places].sort((a, b) => a - b)).toEqual(lengths.map((_, place) => place));
      expect(places.map((place) => lengths[place])).toEqual([...lengths].sort((a, b) => b - a));
      for (const { places, time, rows } of batches) {
        expect(Math.max(...places.map((place) => lengths[place] ?? 0))).toBeLessThanOrEqual(time);
        expect(rows).toBeGreaterThanOrEqual(places.length);
        expect(rows === 1 || rows * time <= batchTokens).toBe(true);
      }
      // Equal rungs have equal shapes, but for the last batch.
      const shapes = new Set(batches.slice(0, -1).map(({ time, rows }) => `${time} ${rows}`));
      expect(shapes.size).toBeLessThanOrEqual(new Set(lengths.map((l) => rungOf(l, 60))).size);
    }),
  );
});
