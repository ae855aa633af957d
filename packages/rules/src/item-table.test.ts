import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AttributeValue } from './attribute.js';
import { ATTRIBUTE_LIMITS, ItemTable } from './item-table.js';
import { arbitraryAttributes, arbitraryItems } from './testing/arbitrary-rules.js';

describe('ItemTable', () => {
  it('gives back what items have; an empty list is missing', () => {
    fc.assert(
      fc.property(arbitraryItems, (items) => {
        const table = ItemTable.of(items);
        items.forEach(({ attributes }, place) => {
          const { genre, ...others } = attributes;
          const isEmpty = genre === undefined || (genre as readonly string[]).length === 0;
          expect(table.values(place + 1)).toEqual(isEmpty ? others : attributes);
        });
      }),
    );
  });

  it('made in turns is the same', async () => {
    const items = Array.from({ length: 10_000 }, (_, place) => ({
      attributes: { place, tag: place === 9_999 ? ['last'] : `t${place % 3}` },
    }));
    let pauses = 0;
    const inTurns = await ItemTable.inTurns(items, async () => {
      pauses += 1;
    });
    expect(pauses).toBe(8);
    const atOnce = ItemTable.of(items);
    expect([...inTurns.attributes]).toEqual([...atOnce.attributes]);
    for (const index of [1, 4096, 4097, 9_999, 10_000]) {
      expect(inTurns.values(index)).toEqual(atOnce.values(index));
    }
  });

  it('takes values that differ in type as texts, and as lists where one is a list', () => {
    const table = ItemTable.of([
      { attributes: { year: 1990, tag: 'a' } },
      { attributes: { year: 'unknown', tag: ['b', 'c'] } },
      {},
    ]);
    expect([...table.attributes]).toEqual([
      ['year', 'text'],
      ['tag', 'list'],
    ]);
    expect(table.values(1)).toEqual({ year: '1990', tag: ['a'] });
    expect(table.values(3)).toEqual({});
  });

  it('changes as an object per item would', () => {
    const change = fc.record({
      item: fc.nat(4),
      kind: fc.constantFrom('put' as const, 'patch' as const),
      values: arbitraryAttributes,
      removed: fc.subarray(['year', 'genre', 'price']),
    });
    fc.assert(
      fc.property(fc.array(change), (changes) => {
        const first = { year: 1990, brand: 'A', genre: ['War'], adult: true };
        const table = ItemTable.of(new Array(5).fill({ attributes: first }));
        const objects: Record<string, AttributeValue>[] = new Array(5).fill(first);
        for (const { item, kind, values, removed } of changes) {
          if (kind === 'put') table.put(item + 1, values);
          else {
            const nulls = Object.fromEntries(removed.map((name) => [name, null]));
            table.patch(item + 1, { ...values, ...nulls });
          }
          const next: Record<string, AttributeValue> = {
            ...(kind === 'patch' && objects[item]),
            ...values,
          };
          if (kind === 'patch') for (const name of removed) delete next[name];
          if ((next.genre as readonly string[] | undefined)?.length === 0) delete next.genre;
          objects[item] = next;
        }
        objects.forEach((object, place) => {
          expect(table.values(place + 1)).toEqual(object);
        });
        expect(table.version).toBe(changes.length);
      }),
    );
  });

  it('adds an attribute that comes with a change', () => {
    const table = ItemTable.of([{}, {}]);
    table.patch(2, { price: 3.5 });
    expect([...table.attributes]).toEqual([['price', 'number']]);
    expect([table.values(1), table.values(2)]).toEqual([{}, { price: 3.5 }]);
  });

  it('refuses what does not suit an attribute, and then changes nothing', () => {
    const table = ItemTable.of([{ attributes: { year: 1990, brand: 'A', tags: ['x'] } }]);
    const refused = (values: Record<string, AttributeValue>) => () => table.patch(1, values);
    expect(refused({ brand: 'B', year: '1991' })).toThrow(
      '"year": expected a number, as other items have, got "1991"',
    );
    expect(refused({ year: Number.NaN })).toThrow('"year": expected a finite number, got NaN');
    expect(refused({ brand: ['B'] })).toThrow('"brand": expected text');
    expect(refused({ brand: 'x'.repeat(1025) })).toThrow('a text of 1025 characters');
    expect(refused({ tags: new Array(257).fill('x') })).toThrow('has 257 texts, and at most 256');
    expect(refused({ '': 1 })).toThrow("an attribute's name has 1 to 128 characters, got 0");
    const many = Array.from({ length: ATTRIBUTE_LIMITS.attributes }, (_, i) => [`a${i}`, i]);
    expect(refused(Object.fromEntries(many))).toThrow('the items have 67 attributes, and at most');
    expect(() => table.put(2, {})).toThrow('item index 2 is not in 1..1');
    expect(table.values(1)).toEqual({ year: 1990, brand: 'A', tags: ['x'] });
    expect(table.version).toBe(0);
    table.patch(1, { tags: 'y' });
    expect(table.values(1).tags).toEqual(['y']);
  });

  it('keeps names that objects have by nature apart', () => {
    const attributes = JSON.parse('{"__proto__": 1, "constructor": "c", "toString": true}');
    const table = ItemTable.of([{ attributes }]);
    table.patch(1, JSON.parse('{"__proto__": 2}'));
    expect(JSON.stringify(table.values(1))).toBe(
      '{"__proto__":2,"constructor":"c","toString":true}',
    );
  });

  it('remembers which items changed, for a while', () => {
    const table = ItemTable.of(new Array(100).fill({}));
    table.patch(7, { price: 1 });
    table.setAvailable(9, false);
    table.setAvailable(9, false);
    expect(table.version).toBe(2);
    expect(table.changedSince(0)).toEqual(new Set([7, 9]));
    expect(table.changedSince(1)).toEqual(new Set([9]));
    for (let change = 0; change < 20; change += 1) table.patch(3, { price: change });
    expect(table.changedSince(1)).toBeUndefined();
    expect(table.changedSince(20)).toEqual(new Set([3]));
  });

  it('counts the items that are not available', () => {
    const table = ItemTable.of([{}, {}]);
    table.setAvailable(2, false);
    expect([table.isAvailable(1), table.isAvailable(2), table.unavailableCount]).toEqual([
      true,
      false,
      1,
    ]);
    table.setAvailable(2, true);
    expect(table.unavailableCount).toBe(0);
  });
});
