import { describe, expect, it } from 'vitest';
import { debias } from './debiased.js';
import type { Rankings } from './rankings.js';

const options = { ks: [10], metrics: ['hitRate', 'ndcg'] as const };
const popularity = [0, 9, 1, 4, 0];

/** Item 1 at rank 1; item 2 at rank 20; items 3 and 4 at ranks 2 and 3. */
const rankings: Rankings = {
  historyLengths: Int32Array.of(1, 1, 1),
  offsets: Int32Array.of(0, 1, 2, 4),
  targets: Int32Array.of(1, 2, 3, 4),
  ranks: Float64Array.of(1, 20, 2, 3),
};

describe('debias', () => {
  it('weighs each target by the inverse of its popularity', () => {
    const { perUser, weights, effectiveTargets } = debias(rankings, {
      ...options,
      popularity,
      power: 1,
    });
    // 1/9, 1/1, and 1/4 + 1/1, because an item without interactions counts as if it had one.
    expect(Array.from(weights)).toEqual([1 / 9, 1, 1.25]);
    expect(Array.from(perUser['hitRate@10'] ?? [])).toEqual([1, 0, 1]);
    const [one, two, three] = perUser['ndcg@10'] ?? [];
    expect([one, two]).toEqual([1, 0]);
    // Each target counts as if it were the user's only one: (1/4 · 1/log2(3) + 1 · 1/log2(4)) / 1.25.
    expect(three).toBeCloseTo((0.25 * 0.6309297535714575 + 0.5) / 1.25, 12);
    // (1/9 + 1 + 1/4 + 1)² / (1/81 + 1 + 1/16 + 1)
    expect(effectiveTargets).toBeCloseTo((2 + 13 / 36) ** 2 / (2 + 1 / 81 + 1 / 16), 12);
  });

  it('gives the worked example', () => {
    const two: Rankings = {
      historyLengths: Int32Array.of(1, 1),
      offsets: Int32Array.of(0, 1, 2),
      targets: Int32Array.of(1, 2),
      ranks: Float64Array.of(1, 20),
    };
    const { perUser, weights } = debias(two, { ...options, popularity, power: 1 });
    const [a = 0, b = 0] = perUser['hitRate@10'] ?? [];
    const [wa = 0, wb = 0] = weights;
    expect((wa * a + wb * b) / (wa + wb)).toBeCloseTo(0.1, 12);
  });

  it('gives all targets the same weight for power 0', () => {
    const { weights, effectiveTargets } = debias(rankings, { ...options, popularity, power: 0 });
    expect(Array.from(weights)).toEqual([1, 1, 2]);
    expect(effectiveTargets).toBe(4);
  });

  it('refuses a negative power', () => {
    expect(() => debias(rankings, { ...options, popularity, power: -1 })).toThrow(
      'the power of a propensity is at least 0, got -1',
    );
  });
});
