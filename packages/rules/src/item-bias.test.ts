import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CheckedRules, checkRules } from './check-rules.js';
import { type ItemBias, ItemBiases, isLeftOut, LEFT_OUT } from './item-bias.js';
import { ItemTable } from './item-table.js';
import type { Rules } from './rules.js';
import {
  arbitraryAttributes,
  arbitraryFilter,
  arbitraryItems,
  passes,
} from './testing/arbitrary-rules.js';

const arbitraryRules: fc.Arbitrary<CheckedRules> = fc.record({
  filter: fc.option(arbitraryFilter, { nil: undefined }),
  boosts: fc.array(fc.record({ when: arbitraryFilter, multiply: fc.constantFrom(0.25, 1, 2, 8) }), {
    maxLength: 3,
  }),
  promotions: fc.constant([]),
});

/** What a bias means, by its definition. */
function expectedBias(table: ItemTable, { filter, boosts }: CheckedRules): number[] {
  return Array.from({ length: table.itemCount }, (_, place) => {
    const values = table.values(place + 1);
    if (!table.isAvailable(place + 1)) return LEFT_OUT;
    if (filter !== undefined && !passes(filter, values)) return LEFT_OUT;
    return boosts
      .filter(({ when }) => passes(when, values))
      .reduce((sum, { multiply }) => sum + Math.log(multiply), 0);
  });
}

function expectBias(bias: ItemBias | undefined, table: ItemTable, rules: CheckedRules): void {
  const values = bias?.values ?? new Float32Array(table.itemCount + 2);
  expect(values.length).toBe(table.itemCount + 2);
  expectedBias(table, rules).forEach((expected, place) => {
    expect(values[place + 1]).toBeCloseTo(Math.fround(expected), 5);
  });
}

const checked = (table: ItemTable, rules: Rules) => checkRules(rules, table.attributes);

describe('a bias', () => {
  it('adds the logarithm of every multiplier that matches, and leaves out what the filter does', async () => {
    await fc.assert(
      fc.asyncProperty(arbitraryItems, arbitraryRules, async (items, rules) => {
        const table = ItemTable.of(items);
        expectBias(await new ItemBiases({ table }).biasOf(rules), table, rules);
      }),
      { numRuns: 200 },
    );
  });

  it('multiplies the probability of the model', async () => {
    const table = ItemTable.of([{ attributes: { sale: true } }, {}, {}]);
    const rules = checked(table, { boosts: [{ when: 'sale', multiply: 3 }] });
    const bias = await new ItemBiases({ table }).biasOf(rules);
    const scores = [0.2, 0.5, 0.3].map(Math.log);
    const odds = scores.map((score, place) => Math.exp(score + (bias?.values[place + 1] ?? 0)));
    expect(odds[0]).toBeCloseTo(0.6);
    expect(odds.slice(1)).toEqual([expect.closeTo(0.5), expect.closeTo(0.3)]);
  });

  it('that is kept follows changes, under another key', async () => {
    const change = fc.record({
      item: fc.nat(),
      values: arbitraryAttributes,
      available: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(
        arbitraryItems,
        arbitraryRules,
        fc.array(fc.array(change, { maxLength: 30 }), { maxLength: 4 }),
        async (items, rules, rounds) => {
          const table = ItemTable.of(items);
          const biases = new ItemBiases({ table });
          const contents = new Map<string, string>();
          for (const changes of [[], ...rounds]) {
            for (const { item, values, available } of changes) {
              table.put(1 + (item % items.length), values);
              table.setAvailable(1 + (item % items.length), available);
            }
            const bias = await biases.biasOf(rules);
            expectBias(bias, table, rules);
            if (bias === undefined) continue;
            const content = bias.values.join();
            expect(contents.get(bias.key) ?? content).toBe(content);
            contents.set(bias.key, content);
          }
        },
      ),
    );
  });

  it('is one array in shared memory for equal rules, until items change', async () => {
    const table = ItemTable.of([{ attributes: { year: 1990 } }, {}]);
    const biases = new ItemBiases({ table });
    const rules = checked(table, { filter: 'year > 1980' });
    const first = await biases.biasOf(rules);
    const second = await biases.biasOf(checked(table, { filter: 'year>1980' }));
    expect(second).toEqual(first);
    expect(second?.values).toBe(first?.values);
    expect(first?.values.buffer).toBeInstanceOf(SharedArrayBuffer);
    table.patch(2, { year: 2000 });
    expect((await biases.biasOf(rules))?.key).not.toBe(first?.key);
  });

  it('is absent where it would be 0 for all', async () => {
    const table = ItemTable.of([{}, {}]);
    const biases = new ItemBiases({ table });
    const none = checked(table, {});
    expect(await biases.biasOf(none)).toBeUndefined();
    table.setAvailable(2, false);
    expect([...((await biases.biasOf(none))?.values ?? [])]).toEqual([
      0,
      0,
      Math.fround(LEFT_OUT),
      0,
    ]);
    table.setAvailable(2, true);
    expect(await biases.biasOf(none)).toBeUndefined();
  });

  it('of an item that is left out wins over any score', () => {
    expect(isLeftOut(Math.fround(1e6 + Math.fround(LEFT_OUT)))).toBe(true);
    expect(isLeftOut(Math.log(Number.MIN_VALUE) * 16)).toBe(false);
  });
});

describe('freshness', () => {
  const now = Date.UTC(2026, 0, 1);
  const day = 86_400_000;
  const table = ItemTable.of(
    [0, 10, 20, 4000, -5]
      .map((age) => ({ attributes: { added: now / day - age } }))
      .concat([{ attributes: {} as { added: number } }]),
  );
  const multipliers = async (rules: Rules) => {
    const bias = await new ItemBiases({ table, now: () => now }).biasOf(checked(table, rules));
    return [...(bias?.values.subarray(1, 7) ?? [])].map((value) =>
      isLeftOut(value) ? null : Math.exp(value),
    );
  };

  it('halves the probability each half-life, down to its floor', async () => {
    const freshness = { attribute: 'added', unit: 'days', halfLife: 10, floor: 0.05 } as const;
    expect(await multipliers({ freshness })).toEqual(
      [1, 0.5, 0.25, 0.05, 1, 0.05].map((value) => expect.closeTo(value, 2)),
    );
  });

  it('leaves out what is too old, or has no time', async () => {
    const freshness = { attribute: 'added', unit: 'days', maxAge: 15 } as const;
    expect(await multipliers({ freshness })).toEqual([1, 1, null, null, 1, null]);
  });

  it.each([
    ['milliseconds', now - day],
    ['seconds', (now - day) / 1000],
    ['days', now / day - 1],
    ['years', 2025],
  ] as const)('reads times in %s', async (unit, time) => {
    const halfLife = { milliseconds: day, seconds: 86_400, days: 1, years: 1 }[unit];
    const one = ItemTable.of([{ attributes: { added: time } }]);
    const rules = checked(one, { freshness: { attribute: 'added', unit, halfLife } });
    const bias = await new ItemBiases({ table: one, now: () => now }).biasOf(rules);
    expect(Math.exp(bias?.values[1] ?? 0)).toBeCloseTo(0.5, 1);
  });

  it('keeps a bias while now moves by less than a hundredth of the half-life', async () => {
    let time = now;
    const biases = new ItemBiases({ table, now: () => time });
    const rules = checked(table, { freshness: { attribute: 'added', unit: 'days', halfLife: 10 } });
    const first = await biases.biasOf(rules);
    time += 0.05 * day;
    expect((await biases.biasOf(rules))?.key).toBe(first?.key);
    time += 0.1 * day;
    expect((await biases.biasOf(rules))?.key).not.toBe(first?.key);
  });
});
