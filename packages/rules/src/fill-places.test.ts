import { Random } from '@org/random';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { applyRules } from './apply-rules.js';
import { checkRules } from './check-rules.js';
import type { Filter } from './filter.js';
import { type ItemBias, ItemBiases } from './item-bias.js';
import { ItemTable } from './item-table.js';
import { promotionSlots } from './promotion-slots.js';
import type { Rules } from './rules.js';
import { arbitraryFilter, arbitraryItems, passes } from './testing/arbitrary-rules.js';

interface NaiveRules {
  readonly caps: readonly { readonly attribute: string; readonly max: number }[];
  readonly promotions: readonly { readonly filter: Filter; readonly share: number }[];
  readonly diversity?: { readonly lambda: number; readonly pool: number };
  readonly exploration?: { readonly share: number; readonly pool: number };
}

/** Looks at all items for each place. Item i has the score -i, so that items rank in their order. */
function naiveList(
  table: ItemTable,
  vectors: readonly Float32Array[],
  { caps, promotions, diversity, exploration }: NaiveRules,
  { k, seed }: { readonly k: number; readonly seed: string },
): { index: number; propensity: number }[] {
  const all = vectors.map((_, place) => place + 1);
  const random = Random.of('exploration', seed);
  const list: { index: number; propensity: number }[] = [];
  const valuesOf = (index: number, attribute: string) =>
    [table.values(index)[attribute] ?? []].flat() as readonly unknown[];
  const isOpen = (index: number) =>
    !list.some((shown) => shown.index === index) &&
    caps.every(({ attribute, max }) =>
      valuesOf(index, attribute).every(
        (value) =>
          list.filter((one) => valuesOf(one.index, attribute).includes(value)).length < max,
      ),
    );
  const competing = Math.min(diversity?.pool ?? 0, all.length);
  const marginal = (index: number) => {
    const { lambda } = diversity as { lambda: number };
    // As float32 holds the scores, which the best and the last of the pool limit.
    const relevance = competing === 1 ? 1 : 1 - (index - 1) / (competing - 1);
    const likeness = list.map(({ index: shown }) =>
      cosine(vectors[index - 1] as Float32Array, vectors[shown - 1] as Float32Array),
    );
    return lambda * relevance - (1 - lambda) * (list.length === 0 ? 0 : Math.max(...likeness));
  };
  for (const promotion of promotionSlots(promotions as never, k)) {
    const open = all.filter(isOpen);
    const filter = promotion === undefined ? undefined : promotions[promotion]?.filter;
    const promoted = filter && open.find((index) => passes(filter, table.values(index)));
    if (promoted !== undefined) {
      list.push({ index: promoted, propensity: 1 });
      continue;
    }
    const pool = open.filter((index) => index <= competing);
    let [best] = pool.length > 0 ? pool : open;
    for (const index of pool) if (marginal(index) > marginal(best as number)) best = index;
    if (best === undefined) break;
    const drawable = open.filter((index) => index <= (exploration?.pool ?? 0));
    if (exploration === undefined || drawable.length === 0) {
      list.push({ index: best, propensity: 1 });
      continue;
    }
    const { share } = exploration;
    const draws = random.float() < share;
    const index = draws ? (drawable[random.integer(drawable.length)] as number) : best;
    const drawn = drawable.includes(index) ? share / drawable.length : 0;
    list.push({ index, propensity: drawn + (index === best ? 1 - share : 0) });
  }
  return list;
}

function cosine(a: Float32Array, b: Float32Array): number {
  return unit(a).reduce((sum, x, i) => sum + x * (unit(b)[i] as number), 0);
}

function unit(vector: Float32Array): Float32Array {
  const norm = Math.sqrt(vector.reduce((sum, x) => sum + x * x, 0));
  return norm > 0 ? vector.map((x) => x / norm) : vector;
}

it('takes for each place what a look at all items finds, however few candidates are ranked at first', async () => {
  const cap = fc.record({
    attribute: fc.constantFrom('genre', 'year', 'brand'),
    max: fc.integer({ min: 1, max: 3 }),
  });
  const promotion = fc.record({ filter: arbitraryFilter, share: fc.constantFrom(0.2, 0.5) });
  const pool = fc.constantFrom(1, 5, 50);
  await fc.assert(
    fc.asyncProperty(
      arbitraryItems,
      fc.record(
        {
          caps: fc.array(cap, { maxLength: 2 }),
          promotions: fc.array(promotion, { maxLength: 2 }),
          diversity: fc.record({ lambda: fc.constantFrom(0, 0.3, 0.9, 1), pool }),
          exploration: fc.record({ share: fc.constantFrom(0.3, 1), pool }),
        },
        { requiredKeys: ['caps', 'promotions'] },
      ),
      fc.record({ k: fc.integer({ min: 1, max: 15 }), seed: fc.string() }),
      async (items, rules, { k, seed }) => {
        const table = ItemTable.of(items);
        const random = Random.of('vectors', seed);
        // Whole numbers, so that many items are equally like others.
        const vectors = items.map(() => Float32Array.from([0, 0], () => random.integer(5) - 2));
        const rank = async (bias: ItemBias | undefined, count: number) => {
          const score = (index: number) => Math.fround(-index + (bias?.values[index] ?? 0));
          const all = items.map((_, place) => place + 1);
          const best = all.sort((a, b) => score(b) - score(a) || a - b).slice(0, count);
          return { indices: Int32Array.from(best), scores: Float32Array.from(best, score) };
        };
        const list = await applyRules({
          ...{ table, biases: new ItemBiases({ table }), rank, k, seed },
          rules: checkRules(rules as unknown as Rules, table.attributes),
          vectors: (indices) => ({
            width: 2,
            values: Float32Array.from(
              Array.from(indices, (index) => [...(vectors[index - 1] as Float32Array)]).flat(),
            ),
          }),
        });
        expect(list.map(({ index, propensity }) => ({ index, propensity }))).toEqual(
          naiveList(table, vectors, rules, { k, seed }),
        );
      },
    ),
    { numRuns: 500 },
  );
});
