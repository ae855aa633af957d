import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { calibration } from './calibration.js';
import { spearman } from './rank-correlation.js';
import { compareRatingErrors, ratingErrors } from './rating-errors.js';

describe('ratingErrors', () => {
  it('weighs every rating alike, whoever rated', () => {
    const { mae, rmse } = ratingErrors(
      { users: [1, 1, 2], actual: [4, 2, 5], predicted: [3, 2, 3] },
      { seed: 1 },
    );
    expect(mae.mean).toBeCloseTo((1 + 0 + 2) / 3, 12);
    expect(rmse.mean).toBeCloseTo(Math.sqrt((1 + 0 + 4) / 3), 12);
  });

  it('has no interval where all users have the same errors, however many they rated', () => {
    const pairs = { users: [7, 7, 9], actual: [1, 2, 3], predicted: [1.5, 2.5, 2.5] };
    const { mae, rmse } = ratingErrors(pairs, { seed: 1 });
    expect(mae).toEqual({ mean: 0.5, low: 0.5, high: 0.5 });
    expect(rmse).toEqual({ mean: 0.5, low: 0.5, high: 0.5 });
  });

  it('draws users, not ratings: many ratings of one user do not narrow the interval', () => {
    // Two users, one always right and one always wrong by 1: a resample of users has a mean of 0, 1/2 or 1.
    const users = [...new Array<number>(500).fill(1), ...new Array<number>(500).fill(2)];
    const predicted = users.map((user) => (user === 1 ? 3 : 4));
    const actual = users.map(() => 3);
    const { mae } = ratingErrors({ users, actual, predicted }, { seed: 1 });
    expect(mae).toEqual({ mean: 0.5, low: 0, high: 1 });
  });

  it('has an RMSE of at least the MAE', () => {
    const rating = fc.integer({ min: 1, max: 5 });
    const pair = fc.record({
      user: fc.integer({ min: 0, max: 3 }),
      actual: rating,
      predicted: rating,
    });
    fc.assert(
      fc.property(fc.array(pair, { minLength: 1 }), (pairs) => {
        const column = (name: 'user' | 'actual' | 'predicted') => pairs.map((one) => one[name]);
        const { mae, rmse } = ratingErrors(
          { users: column('user'), actual: column('actual'), predicted: column('predicted') },
          { seed: 1, resamples: 1 },
        );
        expect(rmse.mean).toBeGreaterThanOrEqual(mae.mean - 1e-12);
      }),
    );
  });

  it('refuses columns of different lengths, and predictions that are not numbers', () => {
    const users = [1, 2];
    const actual = [3, 4];
    expect(() => ratingErrors({ users, actual, predicted: [3] }, { seed: 1 })).toThrow(
      'each rating has a user and a prediction, got 2 ratings, 2 users and 1 predictions',
    );
    expect(() => ratingErrors({ users, actual, predicted: [3, NaN] }, { seed: 1 })).toThrow(
      'predicted holds NaN at index 1',
    );
    expect(() => ratingErrors({ users: [], actual: [], predicted: [] }, { seed: 1 })).toThrow(
      'actual is empty',
    );
  });
});

describe('compareRatingErrors', () => {
  it('gives the difference of the means over ratings, below 0 if the first is better', () => {
    const pairs = { users: [1, 1, 2], actual: [4, 2, 5], predicted: [4, 3, 5] };
    const { absolute, squared } = compareRatingErrors(pairs, [3, 4, 5], { seed: 1 });
    expect(absolute.difference).toBeCloseTo(1 / 3 - 3 / 3, 12);
    expect(squared.difference).toBeCloseTo(1 / 3 - 5 / 3, 12);
  });

  it('finds a small constant gain that separate intervals hide', () => {
    const users = Array.from({ length: 200 }, (_, i) => i);
    const actual = users.map(() => 3);
    const good = users.map((user) => 3 + (user % 10) / 5);
    const bad = good.map((value) => value + 0.01);
    const pairs = { users, actual, predicted: good };
    const { absolute } = compareRatingErrors(pairs, bad, { seed: 1 });
    expect(absolute.pValue).toBeLessThan(0.001);
    const ofBad = ratingErrors({ users, actual, predicted: bad }, { seed: 1 });
    expect(ofBad.mae.low).toBeLessThan(ratingErrors(pairs, { seed: 1 }).mae.mean);
  });
});

describe('spearman', () => {
  it('is the correlation of ranks', () => {
    expect(spearman([3.1, 4.5, 2.2], [3, 5, 1])).toBe(1);
    expect(spearman([1, 2, 3, 4], [2, 1, 4, 3])).toBeCloseTo(0.6, 12);
    expect(spearman([1, 2, 3], [9, 5, 1])).toBe(-1);
  });

  it('gives equal values the mean of their ranks, as scipy', () => {
    // scipy.stats.spearmanr([1, 2, 2, 3], [1, 3, 2, 4])
    expect(spearman([1, 2, 2, 3], [1, 3, 2, 4])).toBeCloseTo(0.9486832980505139, 12);
  });

  it('is 0 where a column is constant', () => {
    expect(spearman([3, 3, 3], [1, 2, 3])).toBe(0);
  });
});

describe('calibration', () => {
  it('gives the means of parts with similar predictions', () => {
    expect(calibration([4.2, 1.8, 2.2, 3.8], [5, 2, 1, 4], 2)).toEqual([
      { ratings: 2, predicted: 2, actual: 1.5 },
      { ratings: 2, predicted: 4, actual: 4.5 },
    ]);
  });

  it('has no empty part, and every rating in one', () => {
    const values = Array.from({ length: 7 }, (_, i) => i);
    const bins = calibration(values, values, 3);
    expect(bins.map(({ ratings }) => ratings)).toEqual([2, 2, 3]);
    expect(calibration([1, 2], [1, 2], 10)).toHaveLength(2);
    expect(calibration([], [], 10)).toEqual([]);
  });
});
