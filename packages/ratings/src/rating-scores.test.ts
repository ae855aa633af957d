import { expect, it } from 'vitest';
import { ratingsFromLists } from './rating-data.js';
import { scoreRatings } from './rating-scores.js';

const data = ratingsFromLists([
  [
    [1, 4, 1],
    [2, 2, 2],
  ],
  [[1, 4, 3]],
]);

it('measures each predictor, and compares the others with the first', () => {
  const events = Int32Array.of(0, 1, 2);
  const [model, other] = scoreRatings(
    [
      { name: 'model', values: Float32Array.of(4, 2.5, 4) },
      { name: 'mean', values: Float32Array.of(3, 3, 3) },
    ],
    data,
    events,
    { seed: 1 },
  );
  expect(model?.mae.mean).toBeCloseTo(0.5 / 3, 6);
  expect(model?.comparison).toBeUndefined();
  expect(model?.spearman).toBe(1);
  expect(other?.mae.mean).toBe(1);
  expect(other?.comparison?.absolute.difference).toBeCloseTo(1 - 0.5 / 3, 6);
  expect(model?.residuals).toEqual([
    { rating: 2, count: 1, mean: 0.5, absolute: 0.5 },
    { rating: 4, count: 2, mean: 0, absolute: 0 },
  ]);
});
