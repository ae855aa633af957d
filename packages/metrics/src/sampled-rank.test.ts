import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import golden from '../golden/sampling.json' with { type: 'json' };
import { popularitySampledRank, uniformSampledRank } from './sampled-rank.js';
import { type TiePolicy, targetRank } from './target-rank.js';

const row = Float32Array.from({ length: 1001 }, (_, item) => -item);

describe('sampled ranks', () => {
  it('equal the full rank if every other candidate is drawn', () => {
    const scores = fc
      .array(fc.integer({ min: 0, max: 5 }), { minLength: 3, maxLength: 30 })
      .map((values) => Float32Array.from(values));
    const policies = fc.constantFrom<TiePolicy>('index', 'optimistic', 'pessimistic', 'average');
    fc.assert(
      fc.property(scores, fc.nat(), fc.nat(), policies, (values, pick, query, ties) => {
        const target = 1 + (pick % (values.length - 1));
        const left = values.length - 2;
        const options = { from: 1, ties, negatives: left, seed: 3, query };
        const popularity = values.map((_, index) => 1 + index);
        const rank = targetRank(values, target, { from: 1, ties });
        expect(uniformSampledRank(values, target, options)).toBe(rank);
        expect(popularitySampledRank(values, target, { ...options, popularity })).toBe(rank);
      }),
    );
  });

  it('have the mean that the full rank and the sample size imply', () => {
    const queries = 2000;
    let sum = 0;
    for (let query = 0; query < queries; query += 1) {
      sum += uniformSampledRank(row, 30, { from: 1, negatives: 100, seed: 1, query });
    }
    // 29 of the 999 other items score higher: the hypergeometric mean is 2.903, its deviation per query 1.59.
    expect(Math.abs(sum / queries - (1 + (100 * 29) / 999))).toBeLessThan(
      (4 * 1.59) / Math.sqrt(queries),
    );
  });

  it('draw by popularity without replacement, each index as often as its exact probability says', () => {
    const { weights, drawn, chance } = golden;
    const runs = 20_000;
    // Index 4 is the target. One index at a time scores higher, so rank 2 means that it was drawn.
    for (const [probe, expected] of chance.entries()) {
      const scores = Float32Array.from(weights, (_, index) => (index === probe ? 1 : -1));
      const values = Float32Array.of(...scores, 0);
      let seen = 0;
      for (let query = 0; query < runs; query += 1) {
        const options = { popularity: [...weights, 9], negatives: drawn, seed: 2, query };
        seen += popularitySampledRank(values, 4, options) - 1;
      }
      expect(Math.abs(seen / runs - expected)).toBeLessThan(0.015);
    }
  });

  it('draw the same candidates for the same seed and query, whatever the scores', () => {
    const rank = (seed: number, query: number) =>
      uniformSampledRank(row, 500, { from: 1, negatives: 100, seed, query });
    expect(rank(1, 7)).toBe(rank(1, 7));
    const bySeedAndQuery = [rank(1, 7), rank(2, 7), rank(1, 8), rank(3, 9), rank(4, 7)];
    expect(new Set(bySeedAndQuery).size).toBeGreaterThan(1);
    const mirrored = row.map((score) => -score);
    const options = { from: 1, negatives: 100, seed: 1, query: 7 };
    expect(uniformSampledRank(mirrored, 500, options)).toBe(102 - rank(1, 7));
  });

  it('never draw indices that are excluded, not allowed, or without popularity', () => {
    const values = Float32Array.of(9, 9, 0, 9, -1, -1);
    const popularity = [0, 5, 5, 5, 5, 5];
    const options = { from: 1, negatives: 2, seed: 1, exclude: Int32Array.of(1, 3) };
    for (let query = 0; query < 50; query += 1) {
      expect(uniformSampledRank(values, 2, { ...options, query })).toBe(1);
      expect(popularitySampledRank(values, 2, { ...options, query, popularity })).toBe(1);
      const noWeight = [0, 0, 5, 0, 5, 5];
      const all = { from: 1, negatives: 2, seed: 1, query, popularity: noWeight };
      expect(popularitySampledRank(values, 2, all)).toBe(1);
    }
    const excluded = { negatives: 2, seed: 1, query: 0, exclude: new Set([2]) };
    expect(uniformSampledRank(values, 2, excluded)).toBe(Number.POSITIVE_INFINITY);
  });

  it('refuse more negatives than there are, NaN, and popularity that does not fit', () => {
    const values = Float32Array.of(0, 1, 2, 3);
    const options = { from: 1, seed: 1, query: 0 };
    expect(() => uniformSampledRank(values, 2, { ...options, negatives: 3 })).toThrow(
      'only 2 of 3 negatives can be drawn for target 2',
    );
    expect(() => uniformSampledRank(values, 0, { ...options, negatives: 2 })).toThrow('target 0');
    const broken = Float32Array.of(0, 1, 2, NaN);
    expect(() => uniformSampledRank(broken, 2, { ...options, negatives: 2 })).toThrow('index 3');
    const withPopularity = (popularity: number[]) => () =>
      popularitySampledRank(values, 2, { ...options, negatives: 2, popularity });
    expect(withPopularity([1, 1, 1])).toThrow('all 4 indices of the row, got 3');
    expect(withPopularity([0, 1, -2, 1])).toThrow('the popularity of index 2 is -2');
    expect(() => uniformSampledRank(row, 5, { ...options, negatives: 0 })).toThrow(
      'negatives must',
    );
  });
});
