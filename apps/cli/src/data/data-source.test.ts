import { describe, expect, test } from 'vitest';
import { loadConfiguration } from '../config/load.js';
import { datasetFilters, shippedSample } from './data-source.js';

const filtersOf = (data: Record<string, unknown>) =>
  datasetFilters(loadConfiguration({ data }, undefined).data);

describe('data settings', () => {
  test('by default nothing is filtered', () => {
    expect(filtersOf({})).toEqual({
      duplicates: 'keep-all',
      length: { min: 1, longer: 'truncate' },
      core: { users: 1, items: 1 },
    });
  });

  test('each filter has its settings', () => {
    const filters = filtersOf({
      ...{ minRating: 4, belowRating: 'drop', sessionGap: 1800, duplicates: 'last' },
      ...{ minEvents: 3, maxEvents: 200, tooLong: 'drop', minUserEvents: 5, minItemEvents: 6 },
    });
    expect(filters).toEqual({
      rating: { threshold: 4, below: 'drop' },
      sessions: { gap: 1800 },
      duplicates: 'last',
      length: { min: 3, max: 200, longer: 'drop' },
      core: { users: 5, items: 6 },
    });
    expect(filtersOf({ sessions: 'source' }).sessions).toBe('source');
  });

  test('the source defines likes, unless a setting does', () => {
    const ratingOf = (data: Record<string, unknown>) =>
      datasetFilters(loadConfiguration({ data }, undefined).data, {
        defaultRating: { threshold: 0.7, exclusive: true },
      }).rating;
    expect(ratingOf({})).toEqual({ threshold: 0.7, exclusive: true, below: 'dislike' });
    expect(ratingOf({ belowRating: 'drop' })).toMatchObject({ threshold: 0.7, below: 'drop' });
    expect(ratingOf({ minRating: 0 })).toEqual({ threshold: 0, below: 'dislike' });
    expect(ratingOf({ aboveRating: 2 })).toMatchObject({ threshold: 2, exclusive: true });
    expect(() => ratingOf({ minRating: 1, aboveRating: 2 })).toThrow(
      'give either --min-rating or --above-rating',
    );
  });

  test('the shipped sample is found from here', () => {
    expect(shippedSample()).toMatch(/datasets[\\/]movielens-small$/);
  });
});
