import { sequencesFromLists } from '@org/seqrec-data';
import { describe, expect, it } from 'vitest';
import { baselineCost, fitBaseline, fitSize } from './index.js';

/** Every user has every item. */
function denseTrain(users: number, itemCount: number) {
  const items = Array.from({ length: itemCount }, (_, i) => i + 1);
  return sequencesFromLists(Array.from({ length: users }, () => items));
}

describe('fitBaseline', () => {
  it.each(['item-knn', 'ease', 'implicit-als'] as const)(
    'reports a share of %s that rises to at most 1, and lets other timers run',
    async (kind) => {
      const shares: number[] = [];
      let ticks = 0;
      const timer = setInterval(() => {
        ticks += 1;
      }, 1);
      await fitBaseline(
        kind,
        denseTrain(130, 150),
        { itemCount: 150 },
        { onProgress: (share) => shares.push(share), pauseEvery: 0 },
      );
      clearInterval(timer);
      expect(shares.length).toBeGreaterThan(1);
      expect(ticks).toBeGreaterThan(1);
      expect(shares).toEqual([...shares].sort((a, b) => a - b));
      expect(shares.every((share) => share > 0 && share <= 1)).toBe(true);
    },
  );

  it.each(['item-knn', 'ease', 'implicit-als'] as const)(
    'stops %s with the reason of the signal',
    async (kind) => {
      const controller = new AbortController();
      const fit = fitBaseline(
        kind,
        denseTrain(130, 150),
        { itemCount: 150 },
        {
          signal: controller.signal,
          pauseEvery: 0,
          onProgress: () => controller.abort(new Error('enough')),
        },
      );
      await expect(fit).rejects.toThrow('enough');
    },
  );
});

describe('the cost of a fit', () => {
  it('counts users, events and pairs of events', () => {
    expect(fitSize(sequencesFromLists([[1, 2, 3], [], [2, 2]]), 5)).toEqual({
      users: 3,
      itemCount: 5,
      events: 5,
      pairs: 9 + 4,
    });
  });

  it('grows with the cube of the items for EASE, and with options', () => {
    const train = sequencesFromLists([[1]]);
    const ease = (itemCount: number) => baselineCost('ease', train, { itemCount });
    expect(ease(2000).seconds / ease(1000).seconds).toBeCloseTo(8, 3);
    expect(ease(10_000).bytes).toBe(1.2e9);
    const als = (factors: number) =>
      baselineCost('implicit-als', train, { itemCount: 10, factors });
    expect(als(128).seconds).toBeGreaterThan(2 * als(64).seconds);
  });
});
