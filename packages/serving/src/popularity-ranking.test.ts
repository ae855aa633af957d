import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
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

describe('the kept ranking of a bias', () => {
  const count = 4000;
  const order = Int32Array.from({ length: count }, (_, place) => place + 1);
  const ranking = new PopularityRanking({
    indices: order,
    scores: Float32Array.from(order, (index) => count - index),
  });
  const query = { k: 3, excludeSeen: false, history: { items: new Int32Array(0) } };
  const values = new Float32Array(count + 2);

  it('is made again when the values change, which its key says', () => {
    expect([...ranking.best({ ...query, bias: { key: '1.0', values } }).indices]).toEqual([
      1, 2, 3,
    ]);
    values[2] = -1e30;
    values[9] = Math.log(100);
    expect([...ranking.best({ ...query, bias: { key: '1.1', values } }).indices]).toEqual([
      9, 1, 3,
    ]);
  });

  it('grows with what is wanted', () => {
    const bias = { key: '1.1', values };
    expect(ranking.best({ ...query, k: 1000, bias }).indices.slice(0, 3)).toEqual(
      Int32Array.of(9, 1, 3),
    );
    expect(ranking.best({ ...query, k: 1000, bias }).indices).toHaveLength(1000);
  });

  it('serves requests that leave out few items, and others have the same list without it', () => {
    const bias = { key: '1.1', values };
    const few = order.subarray(0, 1000);
    expect([...ranking.best({ ...query, exclude: few, bias }).indices]).toEqual([1001, 1002, 1003]);
    const many = order.subarray(0, 3000);
    expect([...ranking.best({ ...query, exclude: many, bias }).indices]).toEqual([
      3001, 3002, 3003,
    ]);
  });
});

it('items that are allowed twice, or allowed and excluded, are listed once or not at all', () => {
  const ranking = new PopularityRanking({
    indices: Int32Array.of(3, 1, 2),
    scores: Float32Array.of(9, 5, 4),
  });
  const { indices, scores } = ranking.best({
    ...{ k: 5, excludeSeen: true, history: { items: Int32Array.of(1) } },
    allow: Int32Array.of(2, 3, 1, 3, 2),
  });
  expect([[...indices], [...scores]]).toEqual([
    [3, 2],
    [9, 4],
  ]);
});
