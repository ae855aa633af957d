import { Random } from '@org/random';
import { describe, expect, it } from 'vitest';
import golden from '../golden/bootstrap.json' with { type: 'json' };
import { bootstrapInterval, bootstrapIntervals, pairedBootstrap } from './bootstrap.js';

const { a, b, options } = golden;

function expectClose(actual: object, expected: Record<string, number>) {
  expect(Object.keys(actual).sort()).toEqual(Object.keys(expected).sort());
  for (const [key, value] of Object.entries(actual))
    expect(value, key).toBeCloseTo(expected[key] ?? Number.NaN, 12);
}

describe('bootstrapInterval', () => {
  it('agrees with the same resampling written in numpy', () => {
    expectClose(bootstrapInterval(a, options), golden.interval);
  });

  it('comes close to the interval of scipy.stats.bootstrap', () => {
    const { low, high } = bootstrapInterval(a, { ...options, resamples: 50_000 });
    expect(Math.abs(low - (golden.scipy.interval[0] ?? 0))).toBeLessThan(5e-4);
    expect(Math.abs(high - (golden.scipy.interval[1] ?? 0))).toBeLessThan(5e-4);
  });

  it('contains the true mean about as often as its level says', () => {
    const random = Random.of(5, 'trials');
    let held = 0;
    for (let trial = 0; trial < 400; trial += 1) {
      const hits = Float64Array.from({ length: 100 }, () => (random.float() < 0.3 ? 1 : 0));
      const { low, high } = bootstrapInterval(hits, { seed: trial, level: 0.9, resamples: 400 });
      if (low <= 0.3 && 0.3 <= high) held += 1;
    }
    // 400 trials of 0.9 have a standard deviation of 0.015.
    expect(Math.abs(held / 400 - 0.9)).toBeLessThan(0.05);
  });

  it('gives the same bytes for the same seed, and different ones for another seed', () => {
    const interval = bootstrapInterval(a, { seed: 1 });
    expect(bootstrapInterval(a, { seed: 1 })).toEqual(interval);
    expect(bootstrapInterval(a, { seed: 2 })).not.toEqual(interval);
  });

  it('gives the numbers of the worked example', () => {
    const values = [0, 1, 1, 0, 1, 1, 1, 0, 1, 1];
    expectClose(bootstrapInterval(values, { seed: 1 }), { mean: 0.7, low: 0.4, high: 1 });
  });

  it('refuses no values, values that are not finite, and options out of range', () => {
    expect(() => bootstrapInterval([], { seed: 1 })).toThrow('values is empty');
    expect(() => bootstrapInterval([1, NaN], { seed: 1 })).toThrow('values holds NaN at index 1');
    expect(() => bootstrapInterval([Infinity], { seed: 1 })).toThrow('holds Infinity at index 0');
    expect(() => bootstrapInterval([1], { seed: 1, level: 95 })).toThrow('got 95');
    expect(() => bootstrapInterval([1], { seed: 1, resamples: 0 })).toThrow('resamples must be');
  });
});

describe('bootstrapIntervals', () => {
  it('gives every metric the same interval as `bootstrapInterval`', () => {
    const both = bootstrapIntervals({ a, b }, { seed: 3 });
    expect(both.a).toEqual(bootstrapInterval(a, { seed: 3 }));
    expect(both.b).toEqual(bootstrapInterval(b, { seed: 3 }));
  });

  it('weighs users', () => {
    const weights = [3, 1];
    const { v } = bootstrapIntervals({ v: [1, 0] }, { seed: 1, weights });
    // A resample is 1, 1 (mean 1), 0, 0 (mean 0), or one of each (mean 3/4).
    expect(v).toEqual({ mean: 0.75, low: 0, high: 1 });
    const equal = bootstrapIntervals({ a }, { seed: 2, weights: a.map(() => 0.5) });
    expectClose(equal.a, { ...bootstrapInterval(a, { seed: 2 }) });
  });

  it('refuses columns of different lengths and invalid weights', () => {
    expect(() => bootstrapIntervals({ v: [1, 2], w: [1] }, { seed: 1 })).toThrow(
      'got 2 values of v and 1 of w',
    );
    expect(() => bootstrapIntervals({ v: [1, 2] }, { seed: 1, weights: [1] })).toThrow(
      'got 1 for 2 users',
    );
    expect(() => bootstrapIntervals({ v: [1, 2] }, { seed: 1, weights: [1, 0] })).toThrow(
      'weights holds 0 at index 1',
    );
  });
});

describe('pairedBootstrap', () => {
  it('agrees with the same resampling written in numpy', () => {
    expectClose(pairedBootstrap(a, b, options), golden.paired);
  });

  it('comes close to the p-value of the paired t-test for a mean of many values', () => {
    const { pValue } = pairedBootstrap(a, b, { ...options, resamples: 50_000 });
    expect(Math.abs(pValue - golden.scipy.pairedTTest)).toBeLessThan(0.02);
  });

  it('rejects equal means about as seldom as its p-value says', () => {
    const random = Random.of(6, 'trials');
    let rejected = 0;
    for (let trial = 0; trial < 400; trial += 1) {
      const runs = [0, 1].map(() => Float64Array.from({ length: 80 }, () => random.float()));
      const [one = [], two = []] = runs;
      if (pairedBootstrap(one, two, { seed: trial, resamples: 400 }).pValue <= 0.1) rejected += 1;
    }
    expect(Math.abs(rejected / 400 - 0.1)).toBeLessThan(0.05);
  });

  it('changes its signs when the runs are exchanged', () => {
    const one = pairedBootstrap(a, b, options);
    const two = pairedBootstrap(b, a, options);
    expect(two.difference).toBeCloseTo(-one.difference, 12);
    expect(two.low).toBeCloseTo(-one.high, 12);
    expect(two.pValue).toBe(one.pValue);
  });

  it('gives the smallest p-value for a difference that every user shares, and 1 for no difference', () => {
    expect(pairedBootstrap([2, 3, 4], [1, 2, 3], { seed: 1 })).toEqual({
      difference: 1,
      low: 1,
      high: 1,
      pValue: 1 / 2001,
    });
    expect(pairedBootstrap([2, 3], [2, 3], { seed: 1 })).toMatchObject({ low: 0, pValue: 1 });
  });

  it('refuses runs over different users', () => {
    expect(() => pairedBootstrap([1], [1, 2], { seed: 1 })).toThrow('got 1 and 2 values');
  });
});
