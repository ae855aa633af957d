import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import golden from '../golden/wilcoxon.json' with { type: 'json' };
import { normalTail } from './normal-tail.js';
import { wilcoxonSignedRank } from './wilcoxon.js';

describe('wilcoxonSignedRank', () => {
  it('gives the numbers of the worked example', () => {
    expect(wilcoxonSignedRank([125, 115, 130, 140, 140], [110, 122, 125, 120, 140])).toEqual({
      pairs: 4,
      positiveRankSum: 8,
      negativeRankSum: 2,
      effectSize: 0.6,
      pValue: 0.375, // W⁺ >= 8 for {4,3,1}, {4,3,2}, {4,3,2,1}: 3 of 16 sign patterns, twice
      method: 'exact',
    });
  });

  for (const { name, a, b, pValues, ...expected } of golden.cases) {
    it(`agrees with scipy.stats.wilcoxon: ${name}`, () => {
      for (const alternative of ['two-sided', 'greater', 'less'] as const) {
        const result = wilcoxonSignedRank(a, b, { alternative });
        expect(result).toMatchObject(expected);
        const relative = result.pValue / pValues[alternative] - 1;
        expect(Math.abs(relative), alternative).toBeLessThan(1e-11);
      }
    });
  }

  it('changes little between the exact and the normal method', () => {
    const run = (pairs: number) =>
      wilcoxonSignedRank(
        Float64Array.from({ length: pairs }, (_, i) => (i % 3 === 0 ? -1 : 1) * (i + 1)),
        new Float64Array(pairs),
      );
    expect([run(50).method, run(51).method]).toEqual(['exact', 'normal']);
    // The 51st pair moves the p-value itself by about 0.014.
    expect(Math.abs(run(50).pValue - run(51).pValue)).toBeLessThan(0.02);
  });

  it('swaps its tails when the runs are exchanged, and the tails overlap in one outcome', () => {
    const values = fc.array(
      fc.tuple(fc.integer({ min: 0, max: 5 }), fc.integer({ min: 0, max: 5 })),
      {
        minLength: 1,
        maxLength: 80,
      },
    );
    fc.assert(
      fc.property(values, (pairs) => {
        const a = pairs.map(([first]) => first);
        const b = pairs.map(([, second]) => second);
        const greater = wilcoxonSignedRank(a, b, { alternative: 'greater' });
        const less = wilcoxonSignedRank(b, a, { alternative: 'less' });
        expect(less.pValue).toBeCloseTo(greater.pValue, 12);
        expect(less.effectSize).toBeCloseTo(-greater.effectSize, 12);
        const other = wilcoxonSignedRank(a, b, { alternative: 'less' });
        expect(greater.pValue + other.pValue).toBeGreaterThanOrEqual(1);
      }),
    );
  });

  it('gives a p-value of 1 if no pair differs', () => {
    expect(wilcoxonSignedRank([1, 2], [1, 2])).toMatchObject({
      pairs: 0,
      effectSize: 0,
      pValue: 1,
    });
  });

  it('refuses runs over different users, and no users', () => {
    expect(() => wilcoxonSignedRank([1], [])).toThrow('got 1 and 0 values');
    expect(() => wilcoxonSignedRank([], [])).toThrow('a is empty');
  });
});

describe('normalTail', () => {
  it('agrees with scipy.stats.norm.sf to 12 digits, far into the tail', () => {
    for (const [z = 0, expected = 0] of golden.normalTail) {
      expect(Math.abs(normalTail(z) / expected - 1), `z = ${z}`).toBeLessThan(1e-12);
    }
  });
});
