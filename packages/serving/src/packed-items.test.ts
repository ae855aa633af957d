import { Catalogue, formatCatalogue, type ItemRecord } from '@org/seqrec-data';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { itemsByIndex, packedCatalogue, packItems, splitItems } from './packed-items.js';

const packed = (list: readonly ItemRecord[]) =>
  packItems(splitItems(Buffer.from(formatCatalogue(new Catalogue(list)))), 'items.jsonl');

const items: readonly ItemRecord[] = Array.from({ length: 5000 }, (_, place) => ({
  index: place + 1,
  id: place % 2 === 0 ? place : `item\n${place}`,
  ...(place % 3 > 0 && { title: `Amélie ${place} 😀` }),
  ...(place % 5 === 0 && { attributes: { year: place, genre: ['War', ''] } }),
}));

it('a packed catalogue has the items that were packed', () => {
  const catalogue = packedCatalogue(packed(items), [{ id: 'new', title: 'Solaris' }]);
  expect([catalogue.itemCount, catalogue.items]).toEqual([5000, items]);
  expect([...catalogue.each()]).toEqual(items);
  for (const item of items) expect(catalogue.indexOf(item.id)).toBe(item.index);
  expect(catalogue.resolve('AMÉLIE 7 😀')).toEqual({ kind: 'found', item: items[7] });
  expect(catalogue.resolve('Solaris').kind).toBe('untrained');
  for (const id of ['0', 1, 'item\n0', '', 5001]) expect(catalogue.indexOf(id)).toBeUndefined();
  expect(() => catalogue.item(5001)).toThrow('item index 5001 is not in 1..5000');
});

it('lines are items by their indices before they are packed', () => {
  const lines = splitItems(Buffer.from(formatCatalogue(new Catalogue(items))));
  const catalogue = new Catalogue(itemsByIndex(lines));
  expect([...catalogue.each()]).toEqual(items);
  expect([catalogue.indexOf(0), catalogue.resolve('Amélie 7 😀').kind]).toEqual([
    undefined,
    'unknown',
  ]);
});

it('a catalogue of no items is empty', () => {
  const catalogue = packedCatalogue(packed([]), []);
  expect([catalogue.itemCount, catalogue.indexOf('a')]).toEqual([0, undefined]);
  expect(catalogue.resolve('a').kind).toBe('unknown');
});

it('resolves whatever ids and titles to what they are', () => {
  const title = fc.option(fc.constantFrom('Heat', 'HEAT', ' heat ', 'Solaris', ''), {
    nil: undefined,
  });
  const id = fc.oneof(fc.integer({ min: -9, max: 9 }), fc.constantFrom('5', '-3', 'a', '𝒳', ' '));
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.tuple(id, title), { selector: ([own]) => own, maxLength: 20 }),
      (pairs) => {
        const list = pairs.map(([own, name], place) => ({
          ...{ index: place + 1, id: own },
          ...(name !== undefined && { title: name }),
        }));
        const catalogue = packedCatalogue(packed(list), []);
        for (const item of list) expect(catalogue.indexOf(item.id)).toBe(item.index);
        const heats = list.filter((item) => item.title?.trim().toLowerCase() === 'heat');
        const found = catalogue.resolve('heaT');
        if (heats.length === 0) expect(found.kind).toBe('unknown');
        else if (heats.length === 1) expect(found).toEqual({ kind: 'found', item: heats[0] });
        else expect(found).toEqual({ kind: 'ambiguous', items: heats });
      },
    ),
  );
});

it.each([
  ['no item', '{"index":2,"id":1.5}', 'items.jsonl:2: not an item'],
  ['not JSON', '{"index":2,', 'items.jsonl:2: not an item'],
  ['out of order', '{"index":3,"id":"c"}', 'items.jsonl:2: the item has the index 3'],
  [
    'a second item of an id',
    '{"index":2,"id":"a"}',
    'items.jsonl:2: the item has the id of line 1: "a"',
  ],
])('refuses a line that is %s', (_, line, message) => {
  const lines = Buffer.from(`{"index":1,"id":"a"}\n${line}\n`);
  expect(() => packItems(splitItems(lines), 'items.jsonl')).toThrow(message);
});
