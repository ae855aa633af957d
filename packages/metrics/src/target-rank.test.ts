import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type TiePolicy, targetRank, targetRanks } from './target-rank.js';
import { topK } from './top-k.js';

const policies = ['index', 'optimistic', 'pessimistic', 'average'] as const;
const tiedRows = fc
  .array(fc.integer({ min: 0, max: 4 }), { minLength: 1, maxLength: 30 })
  .map((values) => Float32Array.from(values));

function permutations<Value>(values: readonly Value[]): Value[][] {
  if (values.length < 2) return [[...values]];
  return values.flatMap((first, i) =>
    permutations(values.filter((_, j) => j !== i)).map((rest) => [first, ...rest]),
  );
}

describe('targetRank', () => {
  it('ranks a tied target by the given policy', () => {
    const row = Float32Array.of(9, 1, 3, 2, 3, 3, 0);
    // From index 1: 3, 3, 3 at indices 2, 4, 5 share the ranks 1 to 3.
    const ranks = policies.map((ties) => targetRank(row, 4, { from: 1, ties }));
    expect(ranks).toEqual([2, 1, 3, 2]);
  });

  it('is at most k exactly if topK holds the target', () => {
    fc.assert(
      fc.property(tiedRows, fc.nat(), fc.integer({ min: 1, max: 30 }), (row, pick, k) => {
        const target = pick % row.length;
        expect(targetRank(row, target) <= k).toBe(topK(row, k).indices.includes(target));
      }),
    );
  });

  it('is optimistic <= index, average <= pessimistic, with average their midpoint', () => {
    fc.assert(
      fc.property(tiedRows, fc.nat(), (row, pick) => {
        const target = pick % row.length;
        const rank = (ties: TiePolicy) => targetRank(row, target, { ties });
        expect(rank('optimistic')).toBeLessThanOrEqual(rank('index'));
        expect(rank('index')).toBeLessThanOrEqual(rank('pessimistic'));
        expect(rank('average')).toBe((rank('optimistic') + rank('pessimistic')) / 2);
      }),
    );
  });

  it('does not change when the scores are shifted and scaled', () => {
    fc.assert(
      fc.property(tiedRows, fc.nat(), fc.constantFrom(...policies), (row, pick, ties) => {
        const target = pick % row.length;
        const moved = row.map((score) => 2 * score - 7);
        expect(targetRank(moved, target, { ties })).toBe(targetRank(row, target, { ties }));
      }),
    );
  });

  it('leaves excluded candidates out, and ranks an excluded target at Infinity', () => {
    const row = Float32Array.of(5, 4, 3, 2);
    expect(targetRank(row, 3, { exclude: Int32Array.of(0, 2, 17) })).toBe(2);
    expect(targetRank(row, 3, { allow: new Set([3, 1]) })).toBe(2);
    expect(targetRank(row, 3, { exclude: new Set([3]) })).toBe(Number.POSITIVE_INFINITY);
    expect(targetRank(row, 3, { allow: new Set([1]) })).toBe(Number.POSITIVE_INFINITY);
  });

  it('finds a NaN anywhere among lower, equal or higher scores', () => {
    fc.assert(
      fc.property(fc.nat(40), fc.nat(40), fc.constantFrom(-1, 0, 1), (place, target, others) => {
        fc.pre(place !== target);
        const row = new Float32Array(41).fill(others);
        row[target] = 0;
        row[place] = Number.NaN;
        expect(() => targetRank(row, target)).toThrow(`index ${place} is NaN`);
        expect(targetRank(row, target, { exclude: Int32Array.of(place) })).toBeLessThanOrEqual(40);
      }),
    );
  });

  it('orders infinite scores like any other', () => {
    const row = Float64Array.of(-Infinity, Infinity, 0, Infinity);
    expect([...row.keys()].map((target) => targetRank(row, target))).toEqual([4, 1, 3, 2]);
  });

  it('names the index of a NaN among the candidates, but ignores a NaN outside them', () => {
    const row = Float32Array.of(1, NaN, 2);
    expect(() => targetRank(row, 0)).toThrow('index 1 is NaN');
    expect(() => targetRank(row, 1)).toThrow('index 1 is NaN');
    expect(targetRank(row, 0, { exclude: Int32Array.of(1) })).toBe(2);
    expect(() => targetRank(Float32Array.of(NaN), 0)).toThrow('index 0 is NaN');
  });

  it('refuses a target outside the candidates', () => {
    expect(() => targetRank(Float32Array.of(1, 2), 0, { from: 1 })).toThrow(
      'target 0 is not among the candidates 1..1',
    );
    expect(() => targetRank(Float32Array.of(1, 2), 0.5)).toThrow('target 0.5');
  });
});

describe('targetRanks', () => {
  it('gives tied targets different ranks', () => {
    const row = Float32Array.of(5, 5, 5, 7, 5);
    const of = (ties: TiePolicy) => [...targetRanks(row, [2, 0], { ties })];
    expect(of('index')).toEqual([4, 2]);
    expect(of('optimistic')).toEqual([3, 2]);
    expect(of('pessimistic')).toEqual([5, 4]);
    // Two of four tied places, 2 to 5: on average the first at 1 + 5/3, the second at 1 + 10/3.
    expect(of('average')[0]).toBeCloseTo(1 + 10 / 3, 12);
    expect(of('average')[1]).toBeCloseTo(1 + 5 / 3, 12);
  });

  it('averages to the mean over all orders of the tied items', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 6 }), (n, m) => {
        const targets = Array.from({ length: Math.min(n, m) }, (_, i) => i);
        const orders = permutations(Array.from({ length: n }, (_, i) => i));
        const means = targets.map((j) => {
          const places = orders.map((order) => {
            const held = targets.map((target) => order.indexOf(target) + 1).sort((a, b) => a - b);
            return held[j] ?? Number.NaN;
          });
          return places.reduce((sum, place) => sum + place, 0) / places.length;
        });
        const ranks = targetRanks(new Float32Array(n), targets, { ties: 'average' });
        ranks.forEach((rank, j) => {
          expect(rank).toBeCloseTo(means[j] ?? Number.NaN, 9);
        });
      }),
      { numRuns: 30 },
    );
  });

  it('gives ranks that no two targets share', () => {
    fc.assert(
      fc.property(tiedRows, fc.constantFrom(...policies), (row, ties) => {
        const targets = [...row.keys()].filter((index) => index % 2 === 0);
        expect(new Set(targetRanks(row, targets, { ties })).size).toBe(targets.length);
      }),
    );
  });

  it('equals the places in a sorted list of the candidates left by from, to, exclude and allow', () => {
    // Tied targets take the first places among equals, the last, or their own by index.
    const order = {
      index: () => 0,
      optimistic: (isTarget: boolean) => (isTarget ? 0 : 1),
      pessimistic: (isTarget: boolean) => (isTarget ? 1 : 0),
    };
    const indices = fc.array(fc.nat(49), { maxLength: 20 });
    const someRow = fc.array(fc.integer({ min: -2, max: 9 }), { minLength: 1, maxLength: 50 });
    fc.assert(
      fc.property(
        fc.boolean(),
        someRow,
        fc.nat(5),
        fc.uniqueArray(fc.nat(49), { minLength: 1, maxLength: 4 }),
        indices,
        fc.option(indices),
        fc.constantFrom('index', 'optimistic', 'pessimistic'),
        (double, values, from, picked, exclude, allow, ties) => {
          const row = double ? Float64Array.from(values) : Float32Array.from(values);
          const targets = picked.filter((index) => index >= from && index < row.length);
          fc.pre(from <= row.length);
          const candidates = [...row.keys()].filter(
            (index) =>
              index >= from && !exclude.includes(index) && (allow?.includes(index) ?? true),
          );
          const score = (index: number) => row[index] as number;
          const place = (index: number) => order[ties](targets.includes(index));
          candidates.sort((a, b) => score(b) - score(a) || place(a) - place(b) || a - b);
          const expected = targets.map((target) =>
            candidates.includes(target) ? candidates.indexOf(target) + 1 : Number.POSITIVE_INFINITY,
          );
          const options = {
            ...{ from, ties },
            exclude: Int32Array.from(exclude),
            ...(allow !== null && { allow: new Set(allow) }),
          };
          expect([...targetRanks(row, targets, options)]).toEqual(expected);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('refuses a target listed twice', () => {
    expect(() => targetRanks(Float32Array.of(1, 2), [1, 1])).toThrow('listed twice');
  });
});
