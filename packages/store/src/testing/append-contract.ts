import { describe, expect } from 'vitest';
import { everything, ids, type StoreTest, view } from './store-test.js';

/** What every store promises of appends. */
export function testAppend(fresh: StoreTest): void {
  describe('append', () => {
    fresh('an event comes back with every field as it was', async (store) => {
      const event = view('e', {
        user: 7,
        item: 'Ærø "1"\n',
        time: -1,
        value: 0.1,
        context: { page: 'home', deep: [{ a: null }, '\u0000', 1e300], __proto__: 1 },
        recommendationId: 'r-1',
      });
      expect(await store.append([event])).toEqual({ stored: 1, duplicates: 0 });
      expect(await store.history(7, { limit: 10 })).toEqual([event]);
    });

    fresh('of events with one id the first is kept, in one append and in many', async (store) => {
      const first = view('e');
      expect(await store.append([first, view('e', { item: 'milk' }), view('f')])).toEqual({
        stored: 2,
        duplicates: 1,
      });
      expect(await store.append([view('e', { user: 'bob' })])).toEqual({
        stored: 0,
        duplicates: 1,
      });
      expect(await everything(store)).toEqual([first, view('f')]);
      const twice = [view('g'), view('g')].map((event) => store.append([event]));
      const results = await Promise.all(twice);
      expect(results.map(({ stored }) => stored).sort()).toEqual([0, 1]);
    });

    fresh('no event of an append is kept where one of them is wrong', async (store) => {
      const appending = store.append([view('e'), view('f', { time: 0.5 })]);
      await expect(appending).rejects.toMatchObject({
        code: 'invalid-event',
        message: 'events.1.time: expected whole milliseconds since 1970, got 0.5',
      });
      expect(await everything(store)).toEqual([]);
      expect(await store.append([])).toEqual({ stored: 0, duplicates: 0 });
    });

    fresh('thousands at once are kept, each once, in the order of the calls', async (store) => {
      const appends = Array.from({ length: 300 }, (_, call) =>
        store.append(Array.from({ length: 10 }, (_, place) => view(`${call}-${place}`))),
      );
      const results = await Promise.all(appends);
      expect(results.every(({ stored }) => stored === 10)).toBe(true);
      const expected = Array.from({ length: 3000 }, (_, n) => `${Math.floor(n / 10)}-${n % 10}`);
      expect(ids(await everything(store))).toEqual(expected);
    });
  });
}
