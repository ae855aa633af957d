import { describe, expect, it } from 'vitest';
import { logShares } from './log-shares.js';

describe('logShares', () => {
  it('gives each item its share, and rows without weight, PAD and MASK the smallest share of any item', () => {
    const shares = logShares(Float64Array.of(0, 6, 0, 2)).map(Math.exp);
    expect([...shares].map((share) => share.toFixed(5))).toEqual([
      '0.25000',
      '0.75000',
      '0.25000',
      '0.25000',
      '0.25000',
    ]);
  });
});
