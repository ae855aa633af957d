import { describe, expect } from 'vitest';
import { everything, ids, NOW, type StoreTest, view } from './store-test.js';

/** What every store promises of deletion. */
export function testDeletion(fresh: StoreTest): void {
  describe('delete', () => {
    fresh('leaves nothing of the user, and all of the others', async (store) => {
      await store.append([view('a'), view('b', { user: 'bob' }), view('c', { time: NOW + 1 })]);
      expect(await store.delete('ann')).toBe(2);
      expect(await store.history('ann', { limit: 9 })).toEqual([]);
      expect(ids((await store.page({ user: 'ann', limit: 9 })).events)).toEqual([]);
      expect(ids(await everything(store))).toEqual(['b']);
      expect(await store.delete('ann')).toBe(0);
    });

    fresh('an id is free again when its event was deleted', async (store) => {
      await store.append([view('a')]);
      await store.delete('ann');
      expect(await store.append([view('a')])).toEqual({ stored: 1, duplicates: 0 });
    });
  });

  fresh('prune deletes what is older, of all users', async (store) => {
    await store.append([
      view('old', { time: NOW - 1 }),
      view('older', { user: 'bob', time: NOW - 2 }),
      view('new'),
    ]);
    expect(await store.prune(NOW)).toBe(2);
    expect(ids(await everything(store))).toEqual(['new']);
  });
}
