import fc from 'fast-check';
import { expect, it } from 'vitest';
import { PopularityRanking } from './popularity-ranking.js';

it('the best of a biased ranking are those with the largest products, best first', () => {
  const count = fc.integer({ min: 0, max: 9 });
  const multiplier = fc.constantFrom(0, 0.5, 1, 2, 8);
  fc.assert(
    fc.property(
      fc.array(fc.tuple(count, multiplier), { minLength: 1, maxLength: 30 }),
      fc.integer({ min: 1, max: 12 }),
      fc.uniqueArray(fc.integer({ min: 1, max: 30 }), { maxLength: 5 }),
      fc.option(fc.uniqueArray(fc.integer({ min: 1, max: 30 })), { nil: undefined }),
      (items, k, exclude, allow) => {
        const order = items.map((_, place) => place + 1).sort((a, b) => countOf(b) - countOf(a));
        function countOf(index: number): number {
          return items[index - 1]?.[0] ?? 0;
        }
        const multiplierOf = (index: number) => items[index - 1]?.[1] ?? 0;
        const ranking = new PopularityRanking({
          indices: Int32Array.from(order),
          scores: Float32Array.from(order, countOf),
        });
        // A multiplier of 0 leaves out, by infinity or by a number that is low enough.
        const values = Float32Array.from({ length: items.length + 2 }, (_, index) =>
          multiplierOf(index) === 0 && index % 2 ? -1e30 : Math.log(multiplierOf(index)),
        );
        const { indices, scores } = ranking.best({
          ...{ k, excludeSeen: false, history: { items: new Int32Array(0) } },
          exclude: Int32Array.from(exclude),
          ...(allow && { allow: Int32Array.from(allow) }),
          bias: { key: 'b', values },
        });
        const expected = order
          .filter((index) => multiplierOf(index) > 0 && !exclude.includes(index))
          .filter((index) => allow?.includes(index) ?? true)
          .map((index) => countOf(index) * multiplierOf(index))
          .sort((a, b) => b - a)
          .slice(0, k);
        expect([...scores]).toEqual(expected.map((score) => expect.closeTo(score, 3)));
        expect(new Set(indices).size).toBe(indices.length);
        expect(Array.from(indices, (index) => countOf(index) * multiplierOf(index))).toEqual(
          expected,
        );
      },
    ),
    { numRuns: 300 },
  );
});
