import { describe, expect, it } from 'vitest';
import { holm } from './holm.js';

describe('holm', () => {
  it('multiplies the smallest by the number of tests, the next by one fewer, and never descends', () => {
    const [a, b, c, d] = holm([0.01, 0.04, 0.03, 0.005]);
    expect(d).toBeCloseTo(4 * 0.005, 12);
    expect(a).toBeCloseTo(3 * 0.01, 12);
    expect(c).toBeCloseTo(2 * 0.03, 12);
    expect(b).toBeCloseTo(0.06, 12); // 1 · 0.04, but not below the one before
  });

  it('never exceeds 1, leaves a single p-value unchanged, and accepts an empty list', () => {
    expect(holm([0.6, 0.9])).toEqual(Float64Array.of(1, 1));
    expect(holm([0.04])).toEqual(Float64Array.of(0.04));
    expect(holm([])).toEqual(new Float64Array());
  });

  it('refuses values that are not probabilities', () => {
    expect(() => holm([0.5, 1.5])).toThrow('the p-value at index 1 is 1.5');
    expect(() => holm([Number.NaN])).toThrow('the p-value at index 0 is NaN');
  });
});
