import { Random } from '@org/random';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AliasTable } from './alias-table.js';

describe('an alias table', () => {
  it('draws each index in proportion to its weight', () => {
    const weights = [1, 0, 2, 3, 4];
    const table = new AliasTable(weights);
    const random = Random.of(1);
    const counts = weights.map(() => 0);
    for (let i = 0; i < 100_000; i += 1) {
      const index = table.draw(random);
      counts[index] = (counts[index] ?? 0) + 1;
    }
    expect(counts[1]).toBe(0);
    // Chi-square of 3 degrees of freedom: above 16.3 once in a thousand.
    const chiSquare = weights.reduce((sum, weight, i) => {
      const expected = weight * 10_000;
      return weight === 0 ? sum : sum + ((counts[i] ?? 0) - expected) ** 2 / expected;
    }, 0);
    expect(chiSquare).toBeLessThan(16.3);
  });

  it('never draws a weight of 0', () => {
    const weights = fc
      .array(fc.oneof(fc.constant(0), fc.double({ min: 1e-12, max: 1e12, noNaN: true })), {
        minLength: 1,
      })
      .filter((values) => values.some((value) => value > 0));
    fc.assert(
      fc.property(weights, fc.integer(), (values, seed) => {
        const table = new AliasTable(values);
        const random = Random.of(seed);
        for (let i = 0; i < 50; i += 1) expect(values[table.draw(random)]).toBeGreaterThan(0);
      }),
    );
  });

  it('refuses invalid weights', () => {
    expect(() => new AliasTable([0, 0])).toThrow('all 2 weights are 0');
    expect(() => new AliasTable([1, -1])).toThrow('weight 1 is -1');
    expect(() => new AliasTable([Number.NaN])).toThrow('weight 0 is NaN');
  });
});
