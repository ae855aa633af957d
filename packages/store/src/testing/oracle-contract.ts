import fc from 'fast-check';
import { expect } from 'vitest';
import type { StoreEvent } from '../store-event.js';
import { EventOracle } from './event-oracle.js';
import { everything, type StoreTest } from './store-test.js';

/** Every store answers as a plain list would. */
export function testAgainstOracle(fresh: StoreTest): void {
  fresh('whatever is done, it answers as a plain list would', async (store) => {
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
            expect(await store.interactions(one, { limit: limited, since: from })).toEqual(
              history.map(({ item, time, type }) => ({ item, time, type })),
            );
            const { events } = await store.page({ user: one, limit: 1000 });
            expect(events).toEqual(asJson(oracle.of(one)));
          }
        },
      ),
      { numRuns: 40, seed: 7 },
    );
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
