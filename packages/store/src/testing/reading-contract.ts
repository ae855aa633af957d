import { describe, expect } from 'vitest';
import { ids, NOW, type StoreTest, view } from './store-test.js';

/** What every store promises of histories and pages. */
export function testReading(fresh: StoreTest): void {
  describe('history', () => {
    fresh(
      'is the newest events by time, oldest first, whatever the order they came in',
      async (store) => {
        const events = [3, 1, 2, 5, 4].map((n) => view(`e${n}`, { time: NOW + n }));
        await store.append(events);
        expect(ids(await store.history('ann', { limit: 3 }))).toEqual(['e3', 'e4', 'e5']);
        expect(ids(await store.history('ann', { limit: 9, since: NOW + 4 }))).toEqual(['e4', 'e5']);
        expect(ids(await store.history('ann', { limit: 1, since: NOW + 6 }))).toEqual([]);
      },
    );

    fresh('of one time is in the order in which events arrived', async (store) => {
      for (const id of ['z', 'a', 'm']) await store.append([view(id)]);
      await store.append([view('y'), view('b')]);
      expect(ids(await store.history('ann', { limit: 9 }))).toEqual(['z', 'a', 'm', 'y', 'b']);
      expect(ids(await store.history('ann', { limit: 2 }))).toEqual(['y', 'b']);
    });

    fresh('has an event as soon as it was acknowledged', async (store) => {
      for (let n = 0; n < 20; n += 1) {
        await store.append([view(`e${n}`, { time: NOW + n })]);
        expect((await store.history('ann', { limit: 1 })).at(0)?.id).toBe(`e${n}`);
      }
    });

    fresh('keeps the user 5 and the user "5" apart, and items too', async (store) => {
      await store.append([
        view('n', { user: 5, item: 1 }),
        view('t', { user: '5', item: '1' }),
        view('big', { user: Number.MAX_SAFE_INTEGER, item: Number.MIN_SAFE_INTEGER }),
      ]);
      expect(await store.history(5, { limit: 9 })).toEqual([view('n', { user: 5, item: 1 })]);
      expect(await store.history('5', { limit: 9 })).toEqual([view('t', { user: '5', item: '1' })]);
      const [big] = await store.history(Number.MAX_SAFE_INTEGER, { limit: 9 });
      expect(big?.item).toBe(Number.MIN_SAFE_INTEGER);
    });

    fresh('of a user without events is empty', async (store) => {
      expect(await store.history('nobody', { limit: 9 })).toEqual([]);
    });
  });

  describe('interactions', () => {
    fresh(
      'are the items, times and types of the same events, whatever else they have',
      async (store) => {
        const odd = '","value":1,"\n\\';
        const context = { value: odd, item: 7, note: 'é \u2028' };
        await store.append([
          view('e1', { item: odd, value: 3.5, context, recommendationId: odd }),
          view(odd, { item: 5, type: odd, time: NOW - 1 }),
          view('e3', { item: '5', time: NOW + 1 }),
        ]);
        expect(await store.interactions('ann', { limit: 9 })).toEqual([
          { item: 5, time: NOW - 1, type: odd },
          { item: odd, time: NOW, type: 'view' },
          { item: '5', time: NOW + 1, type: 'view' },
        ]);
        const times = async (limit: number, since: number) =>
          (await store.interactions('ann', { limit, since })).map(({ time }) => time);
        expect(await times(9, NOW)).toEqual([NOW, NOW + 1]);
        expect(await times(1, NOW)).toEqual([NOW + 1]);
        expect(await store.interactions('nobody', { limit: 9 })).toEqual([]);
      },
    );
  });

  describe('page', () => {
    fresh('by page every event comes once, in order of time', async (store) => {
      // More of one time than a page holds.
      const events = Array.from({ length: 25 }, (_, n) => view(`e${n}`, { time: NOW + (n % 2) }));
      await store.append(events);
      const pages: string[][] = [];
      let after: string | undefined;
      do {
        const page = await store.page({ limit: 5, ...(after !== undefined && { after }) });
        pages.push(ids(page.events));
        after = page.next;
      } while (after !== undefined);
      expect(pages.map(({ length }) => length)).toEqual([5, 5, 5, 5, 5]);
      const sorted = [...events].sort((a, b) => a.time - b.time);
      expect(pages.flat()).toEqual(ids(sorted));
    });

    fresh('a next that no page gave is refused', async (store) => {
      const reading = store.page({ limit: 5, after: "1' or 1=1" });
      await expect(reading).rejects.toMatchObject({ code: 'invalid-option' });
    });
  });
}
