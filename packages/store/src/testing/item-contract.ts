import { describe, expect } from 'vitest';
import { type StoreTest, view } from './store-test.js';

/** What every store promises of changes of items. */
export function testItems(fresh: StoreTest): void {
  describe('items', () => {
    fresh('keep their last change, in the order of the changes', async (store) => {
      expect(await store.changedItems(0, 9)).toEqual([]);
      const tea = await store.changeItem('tea', { attributes: { price: 3.5 }, available: true }, 0);
      const milk = await store.changeItem('milk', { attributes: {}, available: false }, 0);
      const again = await store.changeItem('tea', { attributes: { price: 4 } }, tea ?? 0);
      expect([tea, milk, again].every((revision) => Number.isSafeInteger(revision))).toBe(true);
      const changes = await store.changedItems(0, 9);
      expect(changes).toEqual([
        { item: 'milk', state: { attributes: {}, available: false }, revision: milk },
        { item: 'tea', state: { attributes: { price: 4 } }, revision: again },
      ]);
      expect(await store.changedItems(0, 1)).toEqual(changes.slice(0, 1));
      expect(await store.changedItems(milk ?? 0, 9)).toEqual(changes.slice(1));
      expect(await store.changedItems(again ?? 0, 9)).toEqual([]);
    });

    fresh('change only for those who have seen the last change', async (store) => {
      const first = (await store.changeItem('tea', { n: 1 }, 0)) ?? 0;
      expect(await store.changeItem('tea', { n: 2 }, 0)).toBeUndefined();
      expect(await store.changeItem('milk', { n: 2 }, first)).toBeUndefined();
      expect(await store.changeItem('tea', { n: 2 }, first + 1)).toBeUndefined();
      expect(await store.changedItems(0, 9)).toEqual([
        { item: 'tea', state: { n: 1 }, revision: first },
      ]);
    });

    fresh('change together, all or none', async (store) => {
      const first = (await store.changeItem('tea', { n: 1 }, 0)) ?? 0;
      const both = (tea: number) => [
        { item: 'milk', state: { n: 2 }, after: 0 },
        { item: 'tea', state: { n: 2, text: 'a\nb \\u0000' }, after: tea },
      ];
      expect(await store.changeItems(both(first + 1))).toBeUndefined();
      expect(await store.changedItems(0, 9)).toHaveLength(1);
      const revisions = (await store.changeItems(both(first))) ?? [];
      expect(await store.changedItems(first, 9)).toEqual([
        { item: 'milk', state: { n: 2 }, revision: revisions[0] },
        { item: 'tea', state: { n: 2, text: 'a\nb \\u0000' }, revision: revisions[1] },
      ]);
      await expect(
        store.changeItems([
          { item: 'milk', state: { n: 3 }, after: revisions[0] ?? 0 },
          { item: 'milk', state: { n: 4 }, after: revisions[0] ?? 0 },
        ]),
      ).rejects.toMatchObject({ code: 'invalid-event' });
      expect(await store.changeItems([])).toEqual([]);
      expect(await store.changedItems(revisions[1] ?? 0, 9)).toEqual([]);
    });

    fresh('are told apart by number and text, and hold any JSON text', async (store) => {
      const state = {
        text: 'a\nb "ü" 中 😀 {} \\u0000 \u2028',
        list: ['x'],
        none: null,
        yes: true,
      };
      await store.changeItem(5, { n: 1 }, 0);
      await store.changeItem('5', state, 0);
      const changes = await store.changedItems(0, 9);
      expect(changes.map(({ item, state: own }) => [item, own])).toEqual([
        [5, { n: 1 }],
        ['5', state],
      ]);
    });

    fresh('are refused where no database can keep them', async (store) => {
      for (const [item, state] of [
        ['', {}],
        ['a\0b', {}],
        ['tea', { text: 'a\0b' }],
        ['tea', { text: '\ud800' }],
        ['tea', { text: 'x'.repeat(2 ** 20) }],
      ] as const) {
        await expect(store.changeItem(item, state, 0)).rejects.toMatchObject({
          code: 'invalid-event',
        });
      }
      expect(await store.changedItems(0, 9)).toEqual([]);
    });

    fresh('stay when users are deleted and events are pruned', async (store) => {
      await store.append([view('a', { item: 'tea' })]);
      await store.changeItem('tea', { n: 1 }, 0);
      await store.delete('ann');
      await store.prune(Number.MAX_SAFE_INTEGER);
      expect(await store.changedItems(0, 9)).toHaveLength(1);
    });
  });
}
