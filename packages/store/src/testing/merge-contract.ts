import { describe, expect } from 'vitest';
import { everything, ids, NOW, type StoreTest, view } from './store-test.js';

/** What every store promises of users who are merged. */
export function testMerge(fresh: StoreTest): void {
  describe('merge', () => {
    fresh('puts the events of a session among those of the user, by time', async (store) => {
      await store.append([
        view('1', { user: 'session', time: NOW + 1 }),
        view('2', { time: NOW + 2 }),
        view('3', { user: 'session', time: NOW + 3 }),
      ]);
      expect(await store.merge('session', 'ann')).toBe(2);
      const history = await store.history('ann', { limit: 9 });
      expect(ids(history)).toEqual(['1', '2', '3']);
      expect(history.every(({ user }) => user === 'ann')).toBe(true);
      expect(await store.merge('session', 'ann')).toBe(0);
    });

    fresh('gives the user what comes for the session later, under both names', async (store) => {
      await store.append([view('1', { user: 'session' })]);
      await store.merge('session', 'ann');
      await store.append([view('2', { user: 'session', time: NOW + 1 }), view('3', { user: 5 })]);
      const both = [view('1'), view('2', { time: NOW + 1 })];
      for (const user of ['ann', 'session']) {
        expect(await store.history(user, { limit: 9 })).toEqual(both);
        expect((await store.page({ user, limit: 9 })).events).toEqual(both);
      }
      expect(ids(await everything(store))).toEqual(['1', '3', '2']);
    });

    fresh('before the first event of a session is remembered, too', async (store) => {
      expect(await store.merge('session', 'ann')).toBe(0);
      await store.append([view('1', { user: 'session' })]);
      expect(await everything(store)).toEqual([view('1')]);
    });

    fresh('of a user who was merged takes the sessions along', async (store) => {
      await store.merge('session', 'ann');
      await store.merge('ann', 'ann@example.org');
      await store.append([view('1', { user: 'session' }), view('2')]);
      expect(ids(await store.history('ann@example.org', { limit: 9 }))).toEqual(['1', '2']);
      // A session that is merged into another name of the user.
      await store.append([view('3', { user: 'tablet' })]);
      expect(await store.merge('tablet', 'session')).toBe(1);
      expect(ids(await store.history('ann@example.org', { limit: 9 }))).toEqual(['1', '2', '3']);
      expect(await store.merge('ann@example.org', 'session')).toBe(0);
      expect(ids(await store.history('ann', { limit: 9 }))).toEqual(['1', '2', '3']);
    });

    fresh('of a device that another user signs in on moves later events alone', async (store) => {
      await store.append([view('1', { user: 'device' })]);
      await store.merge('device', 'ann');
      expect(await store.merge('device', 'bob')).toBe(0);
      await store.append([view('2', { user: 'device' })]);
      expect(ids(await store.history('ann', { limit: 9 }))).toEqual(['1']);
      expect(ids(await store.history('bob', { limit: 9 }))).toEqual(['2']);
    });

    fresh(
      'is forgotten with the user, and by itself where the session is deleted',
      async (store) => {
        await store.append([view('1', { user: 'session' })]);
        await store.merge('session', 'ann');
        await store.merge('tablet', 'ann');
        expect(await store.delete('tablet')).toBe(0);
        await store.append([view('2', { user: 'tablet' })]);
        expect(ids(await store.history('ann', { limit: 9 }))).toEqual(['1']);
        expect(await store.delete('ann')).toBe(1);
        expect(await store.history('session', { limit: 9 })).toEqual([]);
        await store.append([view('3', { user: 'session' })]);
        expect(await store.history('ann', { limit: 9 })).toEqual([]);
        expect(ids(await store.history('session', { limit: 9 }))).toEqual(['3']);
      },
    );

    fresh('is forgotten once nothing is left of the user, and not before', async (store) => {
      await store.append([view('1', { user: 'a', time: NOW - 1 }), view('2', { user: 'b' })]);
      await store.append([view('3', { user: 'b', time: NOW - 1 })]);
      await store.merge('session', 'a');
      await store.merge('tablet', 'b');
      expect(await store.prune(NOW)).toBe(2);
      await store.append([view('4', { user: 'session' }), view('5', { user: 'tablet' })]);
      expect(await store.history('a', { limit: 9 })).toEqual([]);
      expect(ids(await store.history('b', { limit: 9 }))).toEqual(['2', '5']);
    });

    fresh('an event that is sent again after it was merged is not kept twice', async (store) => {
      await store.append([view('1', { user: 'session' })]);
      await store.merge('session', 'ann');
      expect(await store.append([view('1', { user: 'session' })])).toMatchObject({ stored: 0 });
    });

    fresh('of a user into itself changes nothing', async (store) => {
      await store.append([view('1')]);
      expect(await store.merge('ann', 'ann')).toBe(0);
      expect(ids(await store.history('ann', { limit: 9 }))).toEqual(['1']);
    });
  });
}
