import fc from 'fast-check';
import { expect, it } from 'vitest';
import { FilterSets } from './filter-sets.js';
import { countItems, hasItem, type ItemSet } from './item-set.js';
import { ItemTable } from './item-table.js';
import {
  arbitraryAttributes,
  arbitraryFilter,
  arbitraryItems,
  passes,
} from './testing/arbitrary-rules.js';

const indicesOf = (set: ItemSet) =>
  Array.from({ length: 32 * set.length }, (_, row) => row).filter((row) => hasItem(set, row));

const expectedOf = (table: ItemTable, filter: Parameters<typeof passes>[0]) =>
  Array.from({ length: table.itemCount }, (_, place) => place + 1).filter((index) =>
    passes(filter, table.values(index)),
  );

it('a set holds the items that pass the filter by its definition', async () => {
  await fc.assert(
    fc.asyncProperty(arbitraryItems, arbitraryFilter, async (items, filter) => {
      const table = ItemTable.of(items);
      const sets = new FilterSets({ table, bytes: 1e6 });
      const set = await sets.itemsOf(filter);
      expect(indicesOf(set)).toEqual(expectedOf(table, filter));
      expect(countItems(set)).toBe(indicesOf(set).length);
    }),
    { numRuns: 300 },
  );
});

it('a set that is kept follows changes of items, few or many', async () => {
  const change = fc.record({ item: fc.nat(), values: arbitraryAttributes });
  await fc.assert(
    fc.asyncProperty(
      arbitraryItems,
      arbitraryFilter,
      fc.array(fc.array(change, { maxLength: 40 }), { maxLength: 4 }),
      async (items, filter, rounds) => {
        const table = ItemTable.of(items);
        const sets = new FilterSets({ table, bytes: 1e6 });
        await sets.itemsOf(filter);
        for (const changes of rounds) {
          for (const { item, values } of changes) table.put(1 + (item % items.length), values);
          expect(indicesOf(await sets.itemsOf(filter))).toEqual(expectedOf(table, filter));
        }
      },
    ),
  );
});

it('changes in the pauses of making a set are in it', async () => {
  const table = ItemTable.of(
    Array.from({ length: 70_000 }, (_, place) => ({ attributes: { name: `n${place % 7}` } })),
  );
  let pauses = 0;
  const pause = async () => {
    pauses += 1;
    // Texts that come, go and give their codes to others, on both sides of the place where the work is.
    for (const index of [5, 69_999]) table.patch(index, { name: `new${pauses}` });
    for (const index of [6, 69_998]) table.patch(index, { name: 'n1' });
  };
  const sets = new FilterSets({ table, bytes: 1e6, pause });
  const filter = { attribute: 'name', in: ['n1', 'new8'] };
  const [set, same] = await Promise.all([sets.itemsOf(filter), sets.itemsOf(filter)]);
  expect(pauses).toBe(8);
  expect(same).toBe(set);
  expect(indicesOf(set)).toEqual(expectedOf(table, filter));
  expect(hasItem(set, 5) && hasItem(set, 69_999)).toBe(true);
});

it('sets are forgotten where there is no room', async () => {
  const table = ItemTable.of(new Array(1000).fill({ attributes: { year: 1 } }));
  const sets = new FilterSets({ table, bytes: 400 });
  const year = (value: number) => ({ attribute: 'year', is: '=' as const, value });
  const first = await sets.itemsOf(year(1));
  expect(await sets.itemsOf(year(1))).toBe(first);
  for (const value of [2, 3, 4]) await sets.itemsOf(year(value));
  expect(await sets.itemsOf(year(1))).not.toBe(first);
});
