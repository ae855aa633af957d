import { Random } from '@org/random';
import { describe, expect, it } from 'vitest';
import { alwaysValid, weightedEstimate } from './always-valid.js';
import { unpairedBootstrap } from './bootstrap.js';
import { normalTail } from './normal-tail.js';

describe('alwaysValid', () => {
  // By the closed form in Python, and for the first the mixture integrated numerically: 0.06109770079048307.
  it.each([
    [0.03, 0.01, 0.02, 0.06109770079048311, -0.0008238999388909297, 0.060823899938890924],
    [0, 0.01, 0.02, 1, -0.03082389993889093, 0.03082389993889093],
    [-0.05, 0.01, 0.02, 0.000101517329122632, -0.08082389993889093, -0.019176100061109074],
    [0.002, 0.0005, 0.01, 0.006852997291146792, 0.0002668389039568056, 0.0037331610960431947],
  ])(
    'of %d with the error %d, mixing over %d, is as computed elsewhere',
    (mean, standardError, tau, pValue, low, high) => {
      const result = alwaysValid({ mean, standardError }, { tau });
      expect(result.pValue).toBeCloseTo(pValue, 12);
      expect(result.low).toBeCloseTo(low, 12);
      expect(result.high).toBeCloseTo(high, 12);
    },
  );

  it('leaves 0 out of its interval just where the p-value is below one less the level', () => {
    for (let step = 1; step <= 60; step += 1) {
      const { pValue, low } = alwaysValid(
        { mean: step / 1000, standardError: 0.01 },
        { tau: 0.02 },
      );
      expect(low > 0).toBe(pValue < 0.05);
    }
  });

  it('says nothing where nothing varies', () => {
    expect(alwaysValid({ mean: 1, standardError: 0 }, { tau: 1 })).toEqual({
      pValue: 1,
      low: Number.NEGATIVE_INFINITY,
      high: Number.POSITIVE_INFINITY,
    });
  });

  it('keeps its level however often one looks, where a test for one look does not', () => {
    const random = Random.of(15, 'peeking');
    const [trials, looks, perLook] = [400, 40, 25];
    let [always, once] = [0, 0];
    for (let trial = 0; trial < trials; trial += 1) {
      let [sum, count] = [0, 0];
      let [rejected, rejectedOnce] = [false, false];
      for (let look = 0; look < looks; look += 1) {
        for (let i = 0; i < perLook; i += 1) sum += random.normal();
        count += perLook;
        const estimate = { mean: sum / count, standardError: 1 / Math.sqrt(count) };
        rejected ||= alwaysValid(estimate, { tau: 0.1 }).pValue <= 0.05;
        rejectedOnce ||= 2 * normalTail(Math.abs(estimate.mean) / estimate.standardError) <= 0.05;
      }
      always += Number(rejected);
      once += Number(rejectedOnce);
    }
    expect(always / trials).toBeLessThan(0.05);
    expect(once / trials).toBeGreaterThan(0.2);
  });

  it.each([
    [{ mean: 1, standardError: 1 }, { tau: 0 }, 'tau must be above 0, got 0'],
    [{ mean: 1, standardError: 1 }, { tau: 1, level: 1 }, 'level must lie between 0 and 1, got 1'],
    [
      { mean: 1, standardError: Number.NaN },
      { tau: 1 },
      'the standard error must be 0 or more, got NaN',
    ],
  ])('refuses %j with %j', (estimate, options, message) => {
    expect(() => alwaysValid(estimate, options)).toThrow(message);
  });
});

describe('weightedEstimate', () => {
  it('is the mean of the values, weighted, with its error as numpy has it', () => {
    const { mean, standardError } = weightedEstimate([0, 0.5, 1, 0.25], [1, 4, 2, 8]);
    expect(mean).toBeCloseTo(0.4, 15);
    expect(standardError).toBeCloseTo(0.13770607453181924, 14);
    expect(weightedEstimate([0, 1, 1, 0])).toEqual({
      mean: 0.5,
      standardError: Math.sqrt(4 / 3) / 4,
    });
  });

  it('needs two users', () => {
    expect(() => weightedEstimate([1])).toThrow('one user does not show how users vary');
  });

  it('refuses weights that are not above 0, and other weights than users', () => {
    expect(() => weightedEstimate([1, 2], [1, 0])).toThrow('weights holds 0 at index 1');
    expect(() => weightedEstimate([1, 2], [1])).toThrow(
      'every user has one weight, got 1 for 2 users',
    );
  });
});

describe('unpairedBootstrap', () => {
  it('has the difference of the weighted means, and ends that lie about it', () => {
    const a = { values: [0, 0.5, 1, 0.25], weights: [1, 4, 2, 8] };
    const result = unpairedBootstrap(a, { values: [0.1, 0.3, 0.2] }, { seed: 1 });
    expect(result.difference).toBeCloseTo(0.2, 12);
    expect(result.low).toBeLessThan(0.2);
    expect(result.high).toBeGreaterThan(0.2);
    expect(unpairedBootstrap(a, { values: [0.1, 0.3, 0.2] }, { seed: 1 })).toEqual(result);
  });

  it('of groups without spread is sure of the difference', () => {
    const result = unpairedBootstrap({ values: [1, 1, 1] }, { values: [0, 0] }, { seed: 1 });
    expect(result).toEqual({ difference: 1, low: 1, high: 1, pValue: 1 / 2001 });
  });

  it('keeps its level where both groups are alike', () => {
    const random = Random.of(15, 'alike');
    const trials = 300;
    let rejected = 0;
    for (let trial = 0; trial < trials; trial += 1) {
      const values = (count: number) =>
        Float64Array.from({ length: count }, () => Number(random.float() < 0.3));
      const [a, b] = [{ values: values(120) }, { values: values(60) }];
      rejected += Number(unpairedBootstrap(a, b, { seed: trial, resamples: 300 }).pValue <= 0.05);
    }
    // Three standard deviations of 300 draws are 0.038.
    expect(Math.abs(rejected / trials - 0.05)).toBeLessThan(0.038);
  });

  it('refuses a group without users, and other weights than users', () => {
    const b = { values: [1, 2] };
    expect(() => unpairedBootstrap({ values: [] }, b, { seed: 1 })).toThrow('a is empty');
    expect(() => unpairedBootstrap(b, { values: [1, 2], weights: [1] }, { seed: 1 })).toThrow(
      'every user has one weight, got 1 for 2 users',
    );
  });
});
