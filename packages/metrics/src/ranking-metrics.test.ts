import fc from 'fast-check';
import { describe, expect, expectTypeOf, it } from 'vitest';
import golden from '../golden/rankings.json' with { type: 'json' };
import { meanMetrics } from './mean-metrics.js';
import { perUserMetrics } from './ranking-metrics.js';
import { targetRanks } from './target-rank.js';

/** Distinct ranks of one user's relevant items. */
const userRanks = fc.uniqueArray(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 8 });

describe('perUserMetrics', () => {
  it('gives the numbers of the worked example', () => {
    const values = perUserMetrics([[5, 17, 2]], { ks: [5] });
    expect(values['hitRate@5'][0]).toBe(1);
    expect(values['recall@5'][0]).toBeCloseTo(2 / 3, 12);
    expect(values['precision@5'][0]).toBeCloseTo(2 / 5, 12);
    expect(values['ndcg@5'][0]).toBeCloseTo(0.47762, 5);
    expect(values['mrr@5'][0]).toBe(1 / 2);
    expect(values['map@5'][0]).toBeCloseTo(0.3, 12);
  });

  it('has only the chosen metrics and cut-offs, and no others compile', () => {
    const values = perUserMetrics([[1]], { ks: [5, 10], metrics: ['ndcg', 'mrr'] });
    expectTypeOf<keyof typeof values>().toEqualTypeOf<'ndcg@5' | 'ndcg@10' | 'mrr@5' | 'mrr@10'>();
    expect(Object.keys(values).sort()).toEqual(['mrr@10', 'mrr@5', 'ndcg@10', 'ndcg@5']);
    // @ts-expect-error No value was computed at 20.
    expect(values['ndcg@20']).toBeUndefined();
    // @ts-expect-error The hit rate was not chosen.
    expect(values['hitRate@5']).toBeUndefined();
    // @ts-expect-error The metric does not exist.
    expect(() => perUserMetrics([[1]], { ks: [5], metrics: ['auc'] })).toThrow();
  });

  it('gives the numbers of the leave-one-out example', () => {
    const values = perUserMetrics([[1], [4], [12]], { ks: [10], metrics: ['hitRate', 'ndcg'] });
    expect(values).toEqual({
      'hitRate@10': Float64Array.of(1, 1, 0),
      'ndcg@10': Float64Array.of(1, 1 / Math.log2(5), 0),
    });
  });

  it('agrees with textbook definitions in numpy, from scores with ties and seen items', () => {
    const ranks = golden.users.map(({ scores, targets, seen }) =>
      targetRanks(Float32Array.from(scores), targets, { from: 1, exclude: Int32Array.from(seen) }),
    );
    const values = perUserMetrics(ranks, { ks: golden.ks });
    for (const [user, { metrics }] of golden.users.entries()) {
      expect(Object.keys(metrics).sort()).toEqual(Object.keys(values).sort());
      for (const [key, expected] of Object.entries(metrics)) {
        expect(values[key as keyof typeof values]?.[user], key).toBeCloseTo(expected, 12);
      }
    }
  });

  it('stays within [0, 1] and, except for precision, never falls as k grows', () => {
    fc.assert(
      fc.property(fc.array(userRanks, { minLength: 1 }), (ranks) => {
        const values = perUserMetrics(ranks, { ks: [1, 3, 10, 60] });
        for (const column of Object.values(values)) {
          for (const value of column) {
            expect(value).toBeGreaterThanOrEqual(0);
            expect(value).toBeLessThanOrEqual(1);
          }
        }
        for (const metric of ['hitRate', 'recall', 'mrr'] as const) {
          for (let user = 0; user < ranks.length; user += 1) {
            const curve = ([1, 3, 10, 60] as const).map(
              (k) => values[`${metric}@${k}`][user] ?? -1,
            );
            expect(curve).toEqual([...curve].sort((a, b) => a - b));
          }
        }
      }),
    );
  });

  it('is 1 for the ranks 1..R, except for precision', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 30 }), (r, k) => {
        const ranks = Array.from({ length: r }, (_, j) => r - j);
        const values = perUserMetrics([ranks], { ks: [k], metrics: ['ndcg', 'map', 'mrr'] });
        expect(Object.values(values).map(([value]) => value)).toEqual([1, 1, 1]);
      }),
    );
  });

  it('has recall equal to hitRate, and map equal to mrr, if one item is relevant', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 30 }), (rank) => {
        const values = perUserMetrics([[rank]], { ks: [10] });
        expect(values['recall@10']).toEqual(values['hitRate@10']);
        expect(values['map@10']).toEqual(values['mrr@10']);
      }),
    );
  });

  it('accepts ks and ranks in any order, and a repeated k', () => {
    fc.assert(
      fc.property(userRanks, fc.shuffledSubarray([1, 2, 5, 10, 50]), (ranks, ks) => {
        const sorted = [...ranks].sort((a, b) => a - b);
        const doubled = perUserMetrics([ranks], { ks: [...ks, ...ks] });
        expect(doubled).toEqual(perUserMetrics([sorted], { ks: ks.sort((a, b) => a - b) }));
      }),
    );
  });

  it('accepts fractional ranks of averaged ties, and Infinity for items that cannot be ranked', () => {
    const values = perUserMetrics([[2.5], [Infinity]], { ks: [2, 3], metrics: ['mrr', 'ndcg'] });
    expect([...values['mrr@3']]).toEqual([1 / 2.5, 0]);
    expect([...values['ndcg@3']]).toEqual([1 / Math.log2(3.5), 0]);
    expect([...values['mrr@2']]).toEqual([0, 0]);
  });

  it('refuses users without relevant items, and impossible ranks', () => {
    const of = (ranks: number[]) => () => perUserMetrics([[1], ranks], { ks: [10] });
    expect(of([])).toThrow('user 1 has no relevant items');
    expect(of([0])).toThrow('the ranks [0] of user 1');
    expect(of([1, 1])).toThrow('the ranks [1, 1] of user 1');
    expect(of([Number.NaN])).toThrow('the ranks [NaN] of user 1');
    expect(() => perUserMetrics([[1]], { ks: [0] })).toThrow('k must be a whole number');
  });
});

describe('meanMetrics', () => {
  it('gives every user the same weight', () => {
    const perUser = perUserMetrics([[1], [3], [4, 5]], { ks: [3], metrics: ['hitRate', 'mrr'] });
    const means = meanMetrics(perUser);
    expect(means['hitRate@3']).toBeCloseTo(2 / 3, 12);
    expect(means['mrr@3']).toBeCloseTo((1 + 1 / 3) / 3, 12);
  });

  it('refuses to average over no users', () => {
    expect(() => meanMetrics(perUserMetrics([], { ks: [3], metrics: ['mrr'] }))).toThrow(
      'mrr@3 has no users',
    );
  });
});
