import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Random } from './random.js';

const draws = (random: Random, count: number) =>
  Array.from({ length: count }, () => random.uint32());

describe('Random', () => {
  it('matches sfc32 as published, from a hand-set state', () => {
    // By hand: 0+0+1; 0+0+2; 0+9+3 (b = c + (c << 3) = 9); 9+18874386+4 (c was rotl(1, 21) + 2).
    expect(draws(new Random([0, 0, 0, 1]), 4)).toEqual([1, 2, 12, 18874399]);
  });

  it('gives the same stream for the same parts, and resumes from a stored state', () => {
    const first = Random.of(7, 'mask', 3);
    expect(draws(first, 5)).toEqual(draws(Random.of(7, 'mask', 3), 5));
    const resumed = new Random(first.state);
    expect(draws(resumed, 5)).toEqual(draws(first, 5));
  });

  it('gives different streams for neighbouring, reordered and split parts', () => {
    const names = [[1], [2], [1, 0], [0, 1], ['1'], ['a', 'b'], ['ab'], [2 ** 40], [2 ** 41], [-1]];
    const heads = names.map((parts) => draws(Random.of(...parts), 3).join());
    expect(new Set(heads).size).toBe(names.length);
  });

  it('draws integers below the limit, each equally often', () => {
    const random = Random.of(1);
    const counts = new Array<number>(6).fill(0);
    for (let i = 0; i < 60_000; i += 1) {
      const face = random.integer(6);
      counts[face] = (counts[face] ?? 0) + 1;
    }
    // The chi-square of 5 degrees of freedom exceeds 20.5 once in a thousand fair dice.
    const chiSquare = counts.reduce((sum, count) => sum + (count - 10_000) ** 2 / 10_000, 0);
    expect(chiSquare).toBeLessThan(20.5);
  });

  it('fills an array with the integers that single calls draw, and ends in the same state', () => {
    const limits = fc.oneof(
      fc.integer({ min: 1, max: 40 }),
      fc.integer({ min: 1, max: 2 ** 31 }),
      // Just above a power of two, nearly half of all words are rejected.
      fc.constantFrom(2 ** 30, 2 ** 30 + 1, 2 ** 31 - 1, 2 ** 31),
    );
    fc.assert(
      fc.property(limits, fc.nat(50), fc.integer(), (limit, count, seed) => {
        const one = Random.of(seed);
        const all = Random.of(seed);
        const values = new Int32Array(count);
        all.fillIntegers(values, limit);
        expect([...values]).toEqual(Array.from({ length: count }, () => one.integer(limit)));
        expect(all.state).toEqual(one.state);
      }),
      { numRuns: 500 },
    );
  });

  it('draws normals of mean 0 and variance 1', () => {
    const random = Random.of(2);
    const values = Array.from({ length: 100_000 }, () => random.normal());
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
    expect(Math.abs(mean)).toBeLessThan(0.015);
    expect(Math.abs(variance - 1)).toBeLessThan(0.02);
  });

  it('shuffles to a permutation', () => {
    fc.assert(
      fc.property(fc.array(fc.integer()), fc.integer(), (values, seed) => {
        const shuffled = Random.of(seed).shuffle([...values]);
        expect([...shuffled].sort((a, b) => a - b)).toEqual([...values].sort((a, b) => a - b));
      }),
    );
  });

  it('refuses seeds that are not integers, and limits out of range', () => {
    expect(() => Random.of(0.5)).toThrow('0.5');
    expect(() => Random.of(1).integer(0)).toThrow('got 0');
    for (const limit of [0, 1.5, Number.NaN, 2 ** 31 + 1]) {
      expect(() => Random.of(1).fillIntegers(new Int32Array(1), limit)).toThrow(`got ${limit}`);
    }
  });
});
