import { Random } from '@org/random';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ApplyRulesOptions, applyRules } from './apply-rules.js';
import { checkRules } from './check-rules.js';
import { type ItemBias, ItemBiases } from './item-bias.js';
import { ItemTable } from './item-table.js';
import type { Ranked } from './ranked.js';
import type { Rules } from './rules.js';
import { arbitraryFilter, arbitraryItems, passes } from './testing/arbitrary-rules.js';

type Attributes = Record<string, number | string | boolean | readonly string[]>;

/** A catalogue and the scores of a model: item i has the score -i, so that items rank in their order. */
class Shop {
  readonly table: ItemTable;
  readonly biases: ItemBiases;
  /** Counts of candidates that were asked for. */
  readonly counts: number[] = [];
  readonly #scores: readonly number[];

  constructor(items: readonly Attributes[], scores?: readonly number[]) {
    this.table = ItemTable.of(items.map((attributes) => ({ attributes })));
    this.biases = new ItemBiases({ table: this.table });
    this.#scores = scores ?? items.map((_, place) => -(place + 1));
  }

  readonly rank = (bias: ItemBias | undefined, count: number): Promise<Ranked> => {
    this.counts.push(count);
    const score = (index: number) =>
      Math.fround((this.#scores[index - 1] as number) + (bias?.values[index] ?? 0));
    const all = this.#scores.map((_, place) => place + 1);
    const indices = all.sort((a, b) => score(b) - score(a) || a - b).slice(0, count);
    return Promise.resolve({
      indices: Int32Array.from(indices),
      scores: Float32Array.from(indices, score),
    });
  };

  apply(rules: Rules, k: number, options: Partial<ApplyRulesOptions> = {}) {
    const { table, biases, rank } = this;
    const checked = checkRules(rules, table.attributes);
    return applyRules({ ...{ table, biases, rank, k, seed: 'r' }, rules: checked, ...options });
  }

  async indices(rules: Rules, k: number, options: Partial<ApplyRulesOptions> = {}) {
    return (await this.apply(rules, k, options)).map(({ index }) => index);
  }
}

const genres = (...lists: string[][]) => new Shop(lists.map((genre) => ({ genre })));

describe('filters', () => {
  it('leave exactly the k best items that pass, or all where there are fewer', async () => {
    await fc.assert(
      fc.asyncProperty(
        arbitraryItems,
        arbitraryFilter,
        fc.integer({ min: 1, max: 20 }),
        async (items, filter, k) => {
          const shop = new Shop(items.map(({ attributes }) => attributes));
          const passing = items.flatMap(({ attributes }, place) =>
            passes(filter, attributes) ? [place + 1] : [],
          );
          expect(await shop.indices({ filter: { ...filter } }, k)).toEqual(passing.slice(0, k));
        },
      ),
    );
  });

  it('and what is not available hold for promotions, too', async () => {
    const shop = new Shop([
      { a: 1, p: true },
      { a: 2, p: true },
      { a: 2, p: true },
      { a: 2, p: false },
    ]);
    shop.table.setAvailable(2, false);
    const rules: Rules = { filter: 'a = 2', promotions: [{ filter: 'p', slots: [1, 2] }] };
    expect(await shop.indices(rules, 3)).toEqual([3, 4]);
  });
});

describe('caps', () => {
  it('take items in the order of scores unless a value has been shown often enough', async () => {
    const shop = genres(['A'], ['A'], ['A', 'B'], ['B'], ['B'], [], ['A'], ['C']);
    expect(await shop.indices({ caps: [{ attribute: 'genre', max: 2 }] }, 6)).toEqual([
      1, 2, 4, 5, 6, 8,
    ]);
  });

  it('look at a longer ranking from its top, as the order of almost equal scores may differ', async () => {
    const shop = new Shop([{ brand: 'A' }, { brand: 'A' }, { brand: 'B' }]);
    const rank = async (_: ItemBias | undefined, count: number): Promise<Ranked> => ({
      indices: Int32Array.of(...(count > 2 ? [3, 1, 2] : [1, 2])),
      scores: Float32Array.of(...(count > 2 ? [-1, -1, -1] : [-1, -1])),
    });
    const rules: Rules = { caps: [{ attribute: 'brand', max: 1 }] };
    expect(await shop.indices(rules, 2, { rank })).toEqual([1, 3]);
  });

  it('give the list that a walk over the whole ranking gives, whatever the first candidates are', async () => {
    const cap = fc.record({
      attribute: fc.constantFrom('genre', 'year', 'brand', 'adult'),
      max: fc.integer({ min: 1, max: 3 }),
    });
    await fc.assert(
      fc.asyncProperty(
        arbitraryItems,
        fc.array(cap, { minLength: 1, maxLength: 2 }),
        fc.integer({ min: 1, max: 20 }),
        async (items, caps, k) => {
          const shop = new Shop(items.map(({ attributes }) => attributes));
          const shown: number[] = [];
          for (let index = 1; index <= items.length && shown.length < k; index += 1) {
            const fits = caps.every(({ attribute, max }) =>
              valuesOf(shop.table, index, attribute).every(
                (value) =>
                  shown.filter((other) => valuesOf(shop.table, other, attribute).includes(value))
                    .length < max,
              ),
            );
            if (fits) shown.push(index);
          }
          expect(await shop.indices({ caps }, k)).toEqual(shown);
        },
      ),
      { numRuns: 200 },
    );
  });

  it('ask for four times as many candidates where they leave too few, and no more than there are', async () => {
    const shop = new Shop([...new Array(50).fill({ brand: 'A' }), { brand: 'B' }]);
    const rules: Rules = { caps: [{ attribute: 'brand', max: 1 }] };
    expect(await shop.indices(rules, 2)).toEqual([1, 51]);
    expect(shop.counts).toEqual([2, 8, 32, 51]);
    shop.counts.length = 0;
    expect(await shop.indices(rules, 2, { maxCandidates: 10 })).toEqual([1]);
    expect(shop.counts).toEqual([2, 8, 10]);
  });
});

describe('diversity', () => {
  // Three groups of two like items.
  const vectors = (indices: Int32Array) => ({
    width: 2,
    values: Float32Array.from(
      [...indices].flatMap((index) => {
        const angle = Math.floor((index - 1) / 2);
        return [3 * Math.cos(angle), 3 * Math.sin(angle)];
      }),
    ),
  });
  const shop = new Shop(new Array(6).fill({}));

  it('prefers items unlike those above', async () => {
    const order = await shop.indices({ diversity: { lambda: 0.3 } }, 3, { vectors });
    expect(order).toEqual([1, 5, 3]);
  });

  it('changes nothing at lambda 1', async () => {
    const order = await shop.indices({ diversity: { lambda: 1 } }, 6, { vectors });
    expect(order).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it('is maximal marginal relevance by its definition', async () => {
    const lambdas = fc.double({ min: 0, max: 1, noNaN: true });
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.integer({ min: -4, max: 4 }), fc.integer({ min: -4, max: 4 })), {
          minLength: 1,
          maxLength: 12,
        }),
        lambdas,
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 1, max: 12 }),
        async (points, lambda, pool, k) => {
          const many = new Shop(points.map(() => ({})));
          const got = await many.indices({ diversity: { lambda, pool } }, k, {
            vectors: (indices) => ({
              width: 2,
              values: Float32Array.from([...indices].flatMap((index) => points[index - 1] ?? [])),
            }),
          });
          expectMaximal(points, lambda, Math.min(pool, points.length), got);
          expect(got.length).toBe(Math.min(k, points.length));
        },
      ),
      { numRuns: 200 },
    );
  });

  it('reads the vectors of the pool and of all promotions in one call, each once', async () => {
    const brands = ['x', 'y', 'x', 'z', 'y', 'x'];
    const many = new Shop(brands.map((brand) => ({ brand })));
    const calls: number[][] = [];
    const rules: Rules = {
      diversity: { lambda: 0.3, pool: 2 },
      promotions: [
        { filter: "brand = 'x'", slots: [2] },
        { filter: "brand = 'y'", slots: [3] },
      ],
    };
    const order = await many.indices(rules, 3, {
      vectors(indices) {
        calls.push([...indices]);
        return vectors(indices);
      },
    });
    expect(order).toEqual([1, 3, 2]);
    expect(calls).toEqual([[1, 2, 3, 6, 5]]);
  });

  it('needs vectors', async () => {
    await expect(shop.indices({ diversity: { lambda: 0.5 } }, 3)).rejects.toThrow(
      'diversity: this model gives no vectors of items',
    );
  });
});

describe('promotions', () => {
  const shop = new Shop(
    Array.from({ length: 12 }, (_, place) => ({ ad: place >= 8 || place === 0 })),
  );

  it('take their slots with the best items that are not above', async () => {
    // Item 1 is an ad and leads anyway, so that slot 3 shows the next one.
    const rules: Rules = { promotions: [{ filter: 'ad', slots: [3, 5] }] };
    const list = await shop.apply(rules, 6);
    expect(list.map(({ index }) => index)).toEqual([1, 2, 9, 3, 10, 4]);
    expect(list.map(({ reason }) => reason)).toEqual([
      'rank',
      'rank',
      'promotion',
      'rank',
      'promotion',
      'rank',
    ]);
    expect(list[2]).toEqual({
      index: 9,
      score: -9,
      reason: 'promotion',
      promotion: 0,
      propensity: 1,
    });
  });

  it('take a share of the places', async () => {
    const rules: Rules = { promotions: [{ filter: 'ad', share: 0.3 }] };
    const list = await shop.apply(rules, 10);
    const places = list.flatMap(({ reason }, place) => (reason === 'promotion' ? [place + 1] : []));
    expect(places).toEqual([4, 7, 10]);
  });

  it('leave a slot to the ranking where no item of theirs is left', async () => {
    const rules: Rules = { promotions: [{ filter: 'ad', slots: [1, 2, 3, 4, 5, 6, 7] }] };
    expect(await shop.indices(rules, 7)).toEqual([1, 9, 10, 11, 12, 2, 3]);
  });

  it('obey caps, and look further for items that do', async () => {
    const many = new Shop([
      { brand: 'X', ad: false },
      ...new Array(20).fill({ brand: 'A', ad: true }),
      { brand: 'B', ad: true },
    ]);
    const rules: Rules = {
      caps: [{ attribute: 'brand', max: 1 }],
      promotions: [{ filter: 'ad', slots: [1, 2] }],
    };
    expect(await many.indices(rules, 3)).toEqual([2, 22, 1]);
  });

  it('of a share never fall behind it', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.double({ min: 0.01, max: 1, noNaN: true }),
        fc.integer({ min: 1, max: 30 }),
        async (share, k) => {
          const ads = new Shop(Array.from({ length: 70 }, (_, place) => ({ ad: place >= 35 })));
          const list = await ads.apply({ promotions: [{ filter: 'ad', share }] }, k);
          list.forEach((_, place) => {
            const promoted = list
              .slice(0, place + 1)
              .filter(({ reason }) => reason === 'promotion');
            expect(promoted.length).toBe(Math.floor(share * (place + 1) + 1e-6));
          });
        },
      ),
    );
  });
});

describe('exploration', () => {
  const shop = new Shop(new Array(6).fill({}));
  const rules: Rules = { exploration: { share: 0.4, pool: 4 } };

  it('draws the same for the same request', async () => {
    expect(await shop.apply(rules, 5, { seed: 'a' })).toEqual(
      await shop.apply(rules, 5, { seed: 'a' }),
    );
    const lists = await Promise.all(
      ['a', 'b', 'c', 'd', 'e', 'f'].map((seed) => shop.indices(rules, 5, { seed })),
    );
    expect(new Set(lists.map(String)).size).toBeGreaterThan(1);
  });

  it('gives each place a propensity, and lists come as often as the product says', async () => {
    const seen = new Map<string, { times: number; probability: number }>();
    const requests = 20_000;
    const random = Random.of(3);
    for (let request = 0; request < requests; request += 1) {
      const list = await shop.apply(rules, 3, { seed: String(random.uint32()) });
      const key = list.map(({ index }) => index).join();
      const probability = list.reduce((product, { propensity }) => product * propensity, 1);
      const before = seen.get(key) ?? { times: 0, probability };
      expect(before.probability).toBeCloseTo(probability, 12);
      seen.set(key, { times: before.times + 1, probability });
    }
    // Every list of 3 of the 4 items of the pool has come, and nothing else.
    expect(seen.size).toBe(24);
    let sum = 0;
    for (const { times, probability } of seen.values()) {
      const deviation = Math.sqrt(requests * probability * (1 - probability));
      expect(Math.abs(times - requests * probability)).toBeLessThan(4 * deviation);
      sum += probability;
    }
    expect(sum).toBeCloseTo(1, 12);
  });

  it('of share 0 shows the ranking, each item for certain', async () => {
    const list = await shop.apply({ exploration: { share: 0, pool: 3 } }, 5);
    expect(list.map(({ index, propensity }) => [index, propensity])).toEqual(
      [1, 2, 3, 4, 5].map((index) => [index, 1]),
    );
  });
});

it('all rules together: no item twice, caps hold, nothing that is left out, as long as the ranking allows', async () => {
  const cap = fc.record({
    attribute: fc.constantFrom('genre', 'year', 'brand'),
    max: fc.integer({ min: 1, max: 3 }),
  });
  await fc.assert(
    fc.asyncProperty(
      arbitraryItems,
      fc.record(
        {
          filter: arbitraryFilter.map((filter) => ({ ...filter })),
          boosts: fc.array(
            fc.record({
              when: arbitraryFilter.map((when) => ({ ...when })),
              multiply: fc.constantFrom(0.1, 1000),
            }),
            { maxLength: 2 },
          ),
          caps: fc.array(cap, { maxLength: 2 }),
          promotions: fc.array(
            fc.record({
              filter: arbitraryFilter.map((when) => ({ ...when })),
              share: fc.constantFrom(0.2, 0.5),
            }),
            { maxLength: 2 },
          ),
          diversity: fc.record({
            lambda: fc.constantFrom(0, 0.5, 1),
            pool: fc.constantFrom(1, 5, 50),
          }),
          exploration: fc.record({
            share: fc.constantFrom(0.1, 1),
            pool: fc.constantFrom(1, 5, 50),
          }),
        },
        { requiredKeys: [] },
      ),
      fc.integer({ min: 1, max: 15 }),
      async (items, rules, k) => {
        const shop = new Shop(items.map(({ attributes }) => attributes));
        const vectors = (indices: Int32Array) => ({
          width: 1,
          values: Float32Array.from(indices, (index) => (index % 3) - 1),
        });
        const list = await shop.indices(rules, k, { vectors });
        expect(new Set(list).size).toBe(list.length);
        const allowed = (index: number) =>
          rules.filter === undefined || passes(rules.filter, shop.table.values(index));
        expect(list.every(allowed)).toBe(true);
        const fits = (index: number) =>
          (rules.caps ?? []).every(({ attribute, max }) =>
            valuesOf(shop.table, index, attribute).every(
              (value) =>
                list.filter((other) => valuesOf(shop.table, other, attribute).includes(value))
                  .length < max,
            ),
          );
        for (const { attribute, max } of rules.caps ?? []) {
          const counts = new Map<unknown, number>();
          for (const index of list) {
            for (const value of valuesOf(shop.table, index, attribute)) {
              counts.set(value, (counts.get(value) ?? 0) + 1);
            }
          }
          expect(Math.max(0, ...counts.values())).toBeLessThanOrEqual(max);
        }
        if (list.length === k) return;
        // A list that is short has no room for any other item.
        const others = items.map((_, place) => place + 1).filter((index) => !list.includes(index));
        expect(others.filter((index) => allowed(index) && fits(index))).toEqual([]);
      },
    ),
    { numRuns: 300 },
  );
});

function valuesOf(table: ItemTable, index: number, attribute: string): readonly unknown[] {
  return [table.values(index)[attribute] ?? []].flat();
}

/** Each item has the greatest marginal relevance of those left, up to rounding; the pool comes before all others. */
function expectMaximal(
  points: readonly (readonly [number, number])[],
  lambda: number,
  pool: number,
  list: readonly number[],
): void {
  const cosine = (a: number, b: number) => {
    const [ax, ay] = points[a - 1] ?? [0, 0];
    const [bx, by] = points[b - 1] ?? [0, 0];
    const norm = Math.hypot(ax, ay) * Math.hypot(bx, by);
    return norm === 0 ? 0 : (ax * bx + ay * by) / norm;
  };
  const relevance = (index: number) => (pool === 1 ? 1 : 1 - (index - 1) / (pool - 1));
  list.forEach((index, place) => {
    const above = list.slice(0, place);
    const left = points.map((_, i) => i + 1).filter((i) => !above.includes(i));
    const competing = left.filter((i) => i <= pool);
    if (competing.length === 0) {
      expect(index).toBe(left[0]);
      return;
    }
    const value = (i: number) =>
      lambda * relevance(i) -
      (1 - lambda) * (above.length === 0 ? 0 : Math.max(...above.map((j) => cosine(i, j))));
    expect(competing).toContain(index);
    expect(value(index)).toBeGreaterThan(Math.max(...competing.map(value)) - 1e-6);
  });
}
