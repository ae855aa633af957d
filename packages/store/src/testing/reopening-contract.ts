import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { EventStore } from '../event-store.js';
import { everything, ids, type StoreUnderTest, view } from './store-test.js';

/** What every store that keeps its events promises where two have it open, and when it is opened again. */
export function testReopening({ open, openAgain }: Required<StoreUnderTest>): void {
  describe('opened twice', () => {
    let store: EventStore;
    let other: EventStore;
    beforeAll(async () => {
      store = await open();
      other = await openAgain();
    });
    afterAll(async () => {
      await other.close();
      await store.close();
    });

    test('what one acknowledges the other reads at once, and keeps no second time', async () => {
      await store.append([view('e')]);
      expect(ids(await other.history('ann', { limit: 9 }))).toEqual(['e']);
      expect(await other.append([view('e'), view('f')])).toEqual({ stored: 1, duplicates: 1 });
    });

    test('both can write at once, the same events too', async () => {
      const batch = (n: number) =>
        Array.from({ length: 50 }, (_, place) => view(`w${(n * 25 + place) % 200}`));
      const stores = [store, other];
      const appends = Array.from({ length: 16 }, (_, n) =>
        stores[n % 2]?.append(n % 4 < 2 ? batch(n) : batch(n).reverse()),
      );
      const stored = (await Promise.all(appends)).map((result) => result?.stored ?? 0);
      expect(stored.reduce((sum, one) => sum + one, 0)).toBe(200);
    });

    test('what one merges the other remembers, and no event of a merge under way is left behind', async () => {
      const rounds = Array.from({ length: 30 }, (_, n) => n);
      for (const n of rounds) {
        const session = `s${n}`;
        const late = (one: number) => view(`late-${n}-${one}`, { user: session });
        await Promise.all([
          other.append([late(0), late(1)]),
          store.merge(session, 'merged'),
          other.append([late(2)]),
        ]);
        await other.append([late(3)]);
      }
      const merged = await other.history('merged', { limit: 999 });
      expect(merged).toHaveLength(4 * rounds.length);
      expect(await store.delete('merged')).toBe(merged.length);
    });

    test('what one changes of an item the other reads at once, and neither overwrites a change that it has not seen', async () => {
      const first = await store.changeItem('tea', { price: 3 }, 0);
      expect(await other.changedItems(0, 9)).toEqual([
        { item: 'tea', state: { price: 3 }, revision: first },
      ]);
      expect(await other.changeItem('tea', { price: 4 }, 0)).toBeUndefined();
      expect(await other.changeItem('tea', { price: 4 }, first ?? 0)).toBeGreaterThan(first ?? 0);
      expect(await store.changeItem('tea', { price: 5 }, first ?? 0)).toBeUndefined();
    });

    test('changes at once get a revision each, and of several of one item all but one are refused', async () => {
      const stores = [store, other];
      const changed = await Promise.all(
        Array.from({ length: 60 }, (_, n) =>
          stores[n % 2]?.changeItem(`at-once-${n % 20}`, { n }, 0),
        ),
      );
      const revisions = changed.filter((revision) => revision !== undefined);
      expect(revisions).toHaveLength(20);
      expect(new Set(revisions).size).toBe(20);
      const read = await other.changedItems(Math.min(...revisions) - 1, 99);
      expect(read.map(({ revision }) => revision)).toEqual(revisions.toSorted((a, b) => a - b));
    });

    test('what was kept is there after all are closed', async () => {
      const before = ids(await everything(store));
      const changes = await store.changedItems(0, 99);
      await store.close();
      await other.close();
      store = await openAgain();
      expect(ids(await everything(store))).toEqual(before);
      expect(before).toHaveLength(202);
      expect(await store.changedItems(0, 99)).toEqual(changes);
      expect(changes).toHaveLength(21);
    });
  });
}
