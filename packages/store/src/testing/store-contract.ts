import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { allEvents } from '../all-events.js';
import type { EventStore } from '../event-store.js';
import type { StoreEvent } from '../store-event.js';
import { EventOracle } from './event-oracle.js';

/** A store to test, and how to open what it keeps a second time. */
export interface StoreUnderTest {
  /** Opens an empty store. */
  open(): Promise<EventStore>;
  /** Opens the store that was opened last, beside it or after it was closed; absent where nothing is kept. */
  openAgain?(): Promise<EventStore>;
}

const NOW = 1_700_000_000_000;

function view(id: string, fields: Partial<StoreEvent> = {}): StoreEvent {
  return { id, user: 'ann', item: 'tea', time: NOW, type: 'view', ...fields };
}

async function everything(store: EventStore): Promise<StoreEvent[]> {
  const events: StoreEvent[] = [];
  for await (const block of allEvents(store)) events.push(...block);
  return events;
}

const ids = (events: readonly StoreEvent[]) => events.map(({ id }) => id);

/** What every store promises. Call it inside a `describe` of the adapter. */
export function testStoreContract({ open, openAgain }: StoreUnderTest): void {
  let store: EventStore;
  const fresh = (name: string, run: () => Promise<void>, timeout?: number) =>
    test(
      name,
      async () => {
        store = await open();
        try {
          await run();
        } finally {
          await store.close();
        }
      },
      timeout,
    );

  describe('append', () => {
    fresh('an event comes back with every field as it was', async () => {
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

    fresh('of events with one id the first is kept, in one append and in many', async () => {
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

    fresh('no event of an append is kept where one of them is wrong', async () => {
      const appending = store.append([view('e'), view('f', { time: 0.5 })]);
      await expect(appending).rejects.toMatchObject({
        code: 'invalid-event',
        message: 'events.1.time: expected whole milliseconds since 1970, got 0.5',
      });
      expect(await everything(store)).toEqual([]);
      expect(await store.append([])).toEqual({ stored: 0, duplicates: 0 });
    });

    fresh('thousands at once are kept, each once, in the order of the calls', async () => {
      const appends = Array.from({ length: 300 }, (_, call) =>
        store.append(Array.from({ length: 10 }, (_, place) => view(`${call}-${place}`))),
      );
      const results = await Promise.all(appends);
      expect(results.every(({ stored }) => stored === 10)).toBe(true);
      const expected = Array.from({ length: 3000 }, (_, n) => `${Math.floor(n / 10)}-${n % 10}`);
      expect(ids(await everything(store))).toEqual(expected);
    });
  });

  describe('history', () => {
    fresh(
      'is the newest events by time, oldest first, whatever the order they came in',
      async () => {
        const events = [3, 1, 2, 5, 4].map((n) => view(`e${n}`, { time: NOW + n }));
        await store.append(events);
        expect(ids(await store.history('ann', { limit: 3 }))).toEqual(['e3', 'e4', 'e5']);
        expect(ids(await store.history('ann', { limit: 9, since: NOW + 4 }))).toEqual(['e4', 'e5']);
        expect(ids(await store.history('ann', { limit: 1, since: NOW + 6 }))).toEqual([]);
      },
    );

    fresh('of one time is in the order in which events arrived', async () => {
      for (const id of ['z', 'a', 'm']) await store.append([view(id)]);
      await store.append([view('y'), view('b')]);
      expect(ids(await store.history('ann', { limit: 9 }))).toEqual(['z', 'a', 'm', 'y', 'b']);
      expect(ids(await store.history('ann', { limit: 2 }))).toEqual(['y', 'b']);
    });

    fresh('has an event as soon as it was acknowledged', async () => {
      for (let n = 0; n < 20; n += 1) {
        await store.append([view(`e${n}`, { time: NOW + n })]);
        expect((await store.history('ann', { limit: 1 })).at(0)?.id).toBe(`e${n}`);
      }
    });

    fresh('keeps the user 5 and the user "5" apart, and items too', async () => {
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

    fresh('of a user without events is empty', async () => {
      expect(await store.history('nobody', { limit: 9 })).toEqual([]);
    });
  });

  describe('page', () => {
    fresh('by page every event comes once, in order of time', async () => {
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

    fresh('a next that is none is refused', async () => {
      const reading = store.page({ limit: 5, after: "1' or 1=1" });
      await expect(reading).rejects.toMatchObject({ code: 'invalid-option' });
    });
  });

  describe('delete', () => {
    fresh('leaves nothing of the user, and all of the others', async () => {
      await store.append([view('a'), view('b', { user: 'bob' }), view('c', { time: NOW + 1 })]);
      expect(await store.delete('ann')).toBe(2);
      expect(await store.history('ann', { limit: 9 })).toEqual([]);
      expect(ids((await store.page({ user: 'ann', limit: 9 })).events)).toEqual([]);
      expect(ids(await everything(store))).toEqual(['b']);
      expect(await store.delete('ann')).toBe(0);
    });

    fresh('an id is free again when its event was deleted', async () => {
      await store.append([view('a')]);
      await store.delete('ann');
      expect(await store.append([view('a')])).toEqual({ stored: 1, duplicates: 0 });
    });
  });

  describe('merge', () => {
    fresh('puts the events of a session among those of the user, by time', async () => {
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

    fresh('gives the user what comes for the session later, under both names', async () => {
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

    fresh('before the first event of a session is remembered, too', async () => {
      expect(await store.merge('session', 'ann')).toBe(0);
      await store.append([view('1', { user: 'session' })]);
      expect(await everything(store)).toEqual([view('1')]);
    });

    fresh('of a user who was merged takes the sessions along', async () => {
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

    fresh('of a device that another user signs in on moves later events alone', async () => {
      await store.append([view('1', { user: 'device' })]);
      await store.merge('device', 'ann');
      expect(await store.merge('device', 'bob')).toBe(0);
      await store.append([view('2', { user: 'device' })]);
      expect(ids(await store.history('ann', { limit: 9 }))).toEqual(['1']);
      expect(ids(await store.history('bob', { limit: 9 }))).toEqual(['2']);
    });

    fresh('is forgotten with the user, and by itself where the session is deleted', async () => {
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
    });

    fresh('is forgotten once nothing is left of the user, and not before', async () => {
      await store.append([view('1', { user: 'a', time: NOW - 1 }), view('2', { user: 'b' })]);
      await store.append([view('3', { user: 'b', time: NOW - 1 })]);
      await store.merge('session', 'a');
      await store.merge('tablet', 'b');
      expect(await store.prune(NOW)).toBe(2);
      await store.append([view('4', { user: 'session' }), view('5', { user: 'tablet' })]);
      expect(await store.history('a', { limit: 9 })).toEqual([]);
      expect(ids(await store.history('b', { limit: 9 }))).toEqual(['2', '5']);
    });

    fresh('an event that is sent again after it was merged is not kept twice', async () => {
      await store.append([view('1', { user: 'session' })]);
      await store.merge('session', 'ann');
      expect(await store.append([view('1', { user: 'session' })])).toMatchObject({ stored: 0 });
    });

    fresh('of a user into itself changes nothing', async () => {
      await store.append([view('1')]);
      expect(await store.merge('ann', 'ann')).toBe(0);
      expect(ids(await store.history('ann', { limit: 9 }))).toEqual(['1']);
    });
  });

  fresh('prune deletes what is older, of all users', async () => {
    await store.append([
      view('old', { time: NOW - 1 }),
      view('older', { user: 'bob', time: NOW - 2 }),
      view('new'),
    ]);
    expect(await store.prune(NOW)).toBe(2);
    expect(ids(await everything(store))).toEqual(['new']);
  });

  fresh('whatever is done, it answers as a plain list would', async () => {
    const user = fc.constantFrom<string | number>(5, '5', 'session');
    const event = fc.record(
      {
        id: fc.integer({ min: 0, max: 30 }).map(String),
        user,
        item: fc.oneof(fc.maxSafeInteger(), fc.string({ minLength: 1, maxLength: 5 })).map(clean),
        time: fc.integer({ min: -3, max: 3 }),
        type: fc.constantFrom('view', 'dislike'),
        value: fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0),
        context: fc.dictionary(fc.string(), fc.jsonValue(), { maxKeys: 2, noNullPrototype: true }),
        recommendationId: fc.constantFrom('r1', 'r2'),
      },
      { requiredKeys: ['id', 'user', 'item', 'time', 'type'] },
    );
    const action = fc.oneof(
      { weight: 4, arbitrary: fc.record({ append: fc.array(event, { maxLength: 8 }) }) },
      fc.record({ from: user, into: user }),
      fc.record({ deleted: user }),
      fc.record({ before: fc.integer({ min: -3, max: 0 }) }),
    );
    const limit = fc.integer({ min: 1, max: 6 });
    const since = fc.integer({ min: -3, max: 3 });
    await fc.assert(
      fc.asyncProperty(
        fc.array(action, { maxLength: 12 }),
        limit,
        since,
        async (actions, ...by) => {
          for (const one of [5, '5', 'session']) await store.delete(one);
          const oracle = new EventOracle();
          for (const one of actions) {
            if ('append' in one) {
              const { append } = one as { append: StoreEvent[] };
              expect((await store.append(append)).stored).toBe(oracle.append(append));
            } else if ('deleted' in one) {
              expect(await store.delete(one.deleted)).toBe(oracle.delete(one.deleted));
            } else if ('before' in one) {
              expect(await store.prune(one.before)).toBe(oracle.prune(one.before));
            } else {
              const { from, into } = one;
              expect(await store.merge(from, into)).toBe(oracle.merge(from, into));
            }
          }
          expect(await everything(store)).toEqual(asJson(oracle.all()));
          const [limited, from] = by;
          for (const one of [5, '5', 'session']) {
            const history = await store.history(one, { limit: limited, since: from });
            expect(history).toEqual(asJson(oracle.history(one, limited, from)));
            const { events } = await store.page({ user: one, limit: 1000 });
            expect(events).toEqual(asJson(oracle.of(one)));
          }
        },
      ),
      { numRuns: 40, seed: 7 },
    );
  });

  fresh('a store that is closed answers nothing, and closing again does nothing', async () => {
    const appending = store.append([view('e')]);
    await store.close();
    expect(await appending).toEqual({ stored: 1, duplicates: 0 });
    await store.close();
    await expect(store.append([view('f')])).rejects.toMatchObject({ code: 'closed' });
    await expect(store.history('ann', { limit: 1 })).rejects.toMatchObject({ code: 'closed' });
    await expect(store.check()).rejects.toMatchObject({ code: 'closed' });
  });

  if (openAgain === undefined) return;

  describe('opened twice', () => {
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

    test('what was kept is there after all are closed', async () => {
      const before = ids(await everything(store));
      await store.close();
      await other.close();
      store = await openAgain();
      expect(ids(await everything(store))).toEqual(before);
      expect(before).toHaveLength(202);
    });
  });
}

/** As JSON keeps it: without -0. */
function asJson(events: readonly StoreEvent[]): unknown {
  return JSON.parse(JSON.stringify(events));
}

/** Ids that can be kept: without U+0000. */
function clean(id: string | number): string | number {
  return typeof id === 'number' ? id + 0 : id.replaceAll('\0', '0');
}
