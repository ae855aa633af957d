import { Random } from '@org/random';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Sequences, sequencesFromLists } from '../dataset/sequences.js';
import { type NegativeSampling, negativeSampler } from './negative-sampler.js';

/** How often each item is drawn for `positive` of the first user. */
function drawCounts(
  train: Sequences,
  options: { sampling: NegativeSampling; itemCount: number; positive: number; draws: number },
): number[] {
  const { sampling, itemCount, positive, draws } = options;
  const draw = negativeSampler(train, { sampling, itemCount }).forUser(0);
  const random = Random.of(5);
  const counts = new Array<number>(itemCount + 1).fill(0);
  for (let i = 0; i < draws; i += 1) {
    const item = draw(positive, random);
    counts[item] = (counts[item] ?? 0) + 1;
  }
  return counts;
}

describe('uniform negatives', () => {
  it('are all items except the positive, equally often', () => {
    const counts = drawCounts(sequencesFromLists([[1]]), {
      sampling: { kind: 'uniform' },
      itemCount: 5,
      positive: 2,
      draws: 40_000,
    });
    expect([counts[0], counts[2]]).toEqual([0, 0]);
    // 10,000 each, standard deviation 87.
    for (const item of [1, 3, 4, 5])
      expect(Math.abs((counts[item] ?? 0) - 10_000)).toBeLessThan(390);
  });
});

describe('popular negatives', () => {
  // Item 1 occurs 16 times, item 2 once, item 3 not at all, item 4 (the positive) once.
  const train = sequencesFromLists([[...new Array<number>(16).fill(1), 2, 4]]);
  const options = { itemCount: 4, positive: 4, draws: 18_000 };

  it('are drawn in proportion to count ** alpha, and never if they are not in training', () => {
    const counts = drawCounts(train, { ...options, sampling: { kind: 'popularity' } });
    // 16 ** 0.75 = 8 against 1: 16,000 and 2,000, standard deviation 42.
    expect(Math.abs((counts[1] ?? 0) - 16_000)).toBeLessThan(190);
    expect((counts[1] ?? 0) + (counts[2] ?? 0)).toBe(18_000);
  });

  it('follow alpha', () => {
    const counts = drawCounts(train, { ...options, sampling: { kind: 'popularity', alpha: 0.5 } });
    // 4 against 1: 14,400, standard deviation 54.
    expect(Math.abs((counts[1] ?? 0) - 14_400)).toBeLessThan(240);
  });
});

describe('negatives from dislikes', () => {
  const train: Sequences = {
    ...sequencesFromLists([[1, 2], [3]]),
    dislikes: { offsets: Int32Array.of(0, 2, 2), items: Int32Array.of(7, 8) },
  };
  const sampling: NegativeSampling = {
    kind: 'dislikes',
    probability: 0.5,
    otherwise: { kind: 'uniform', excludeSeen: true },
  };

  it("are the user's dislikes with the given probability", () => {
    const counts = drawCounts(train, { sampling, itemCount: 8, positive: 1, draws: 24_000 });
    // A quarter each, and a sixth of the other half: 8,000 each, standard deviation 73.
    expect(Math.abs((counts[7] ?? 0) - 8000)).toBeLessThan(330);
    expect(Math.abs((counts[8] ?? 0) - 8000)).toBeLessThan(330);
    expect([counts[1], counts[2]]).toEqual([0, 0]);
  });

  it('are never the positive, even if the user dislikes it', () => {
    const always: NegativeSampling = { ...sampling, probability: 1 };
    const counts = drawCounts(train, { sampling: always, itemCount: 8, positive: 7, draws: 100 });
    expect(counts[7]).toBe(0);
  });

  it('are drawn by `otherwise` for a user without dislikes', () => {
    const always: NegativeSampling = { ...sampling, probability: 1 };
    const draw = negativeSampler(train, { sampling: always, itemCount: 4 }).forUser(1);
    const random = Random.of(1);
    const drawn = new Set(Array.from({ length: 100 }, () => draw(3, random)));
    expect([...drawn].sort()).toEqual([1, 2, 4]);
  });

  it('need data that has dislikes', () => {
    expect(() => negativeSampler(sequencesFromLists([[1]]), { sampling, itemCount: 2 })).toThrow(
      'negatives from dislikes need data that has them',
    );
  });
});

describe('every sampler', () => {
  const samplings = fc.oneof(
    fc.constant({ kind: 'uniform' as const }),
    fc.record({
      kind: fc.constant('popularity' as const),
      alpha: fc.double({ min: 0, max: 2, noNaN: true }),
    }),
  );
  const cases = fc.integer({ min: 2, max: 12 }).chain((itemCount) =>
    fc.record({
      itemCount: fc.constant(itemCount),
      history: fc.array(fc.integer({ min: 1, max: itemCount }), { minLength: 1, maxLength: 15 }),
      other: fc.array(fc.integer({ min: 1, max: itemCount }), { maxLength: 15 }),
      base: samplings,
      excludeSeen: fc.boolean(),
      seed: fc.integer(),
    }),
  );

  it('draws an item of the catalogue that is not the positive, and if possible not in the sequence', () => {
    fc.assert(
      fc.property(cases, ({ itemCount, history, other, base, excludeSeen, seed }) => {
        const train = sequencesFromLists([history, other]);
        const sampling = { ...base, excludeSeen };
        const draw = negativeSampler(train, { sampling, itemCount }).forUser(0);
        const positive = history[0] ?? 1;
        const seen = new Set(history);
        const drawable = base.kind === 'uniform' ? itemCount : new Set([...history, ...other]).size;
        for (let i = 0; i < 10; i += 1) {
          const item = draw(positive, Random.of(seed, i));
          expect(item).toBeGreaterThanOrEqual(1);
          expect(item).toBeLessThanOrEqual(itemCount);
          expect(item).not.toBe(positive);
          if (excludeSeen && drawable > seen.size) expect(seen.has(item)).toBe(false);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('gives the same draws for the same stream', () => {
    const train = sequencesFromLists([[1, 2, 3]]);
    const sampling = { kind: 'popularity' } as const;
    const draw = () => {
      const random = Random.of(11, 'negatives');
      const one = negativeSampler(train, { sampling, itemCount: 3 }).forUser(0);
      return Array.from({ length: 20 }, () => one(1, random));
    };
    expect(draw()).toEqual(draw());
  });

  it('needs at least two items', () => {
    const train = sequencesFromLists([[1]]);
    expect(() => negativeSampler(train, { sampling: { kind: 'uniform' }, itemCount: 1 })).toThrow(
      'at least 2 items, got 1',
    );
    expect(() =>
      negativeSampler(train, { sampling: { kind: 'popularity', alpha: -1 }, itemCount: 2 }),
    ).toThrow('alpha of popularity is 0 or more, got -1');
  });
});
