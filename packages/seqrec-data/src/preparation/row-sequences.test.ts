import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { grouped, spell, tableOf } from '../testing/table-of.js';
import { keepEvents } from './row-sequences.js';

describe('groupByUser', () => {
  it('puts users in the order of ids, events in the order of time, ties in the order of rows', () => {
    const table = tableOf([
      { user: 'b', item: 1, timestamp: 5 },
      { user: 10, item: 1, timestamp: 3 },
      { user: 'b', item: 2, timestamp: 5 },
      { user: 9, item: 1, timestamp: 1 },
      { user: 'b', item: 3, timestamp: 4 },
      { user: 'b', item: 4, timestamp: 5 },
    ]);
    expect(spell(grouped(table), table)).toEqual(['9: 3', '10: 1', 'b: 4 0 2 5']);
  });

  it('keeps the order of rows without timestamps', () => {
    const table = tableOf([3, 1, 2, 1].map((item, i) => ({ user: i % 2, item })));
    expect(spell(grouped(table), table)).toEqual(['0: 0 2', '1: 1 3']);
  });

  it('is a stable sort for every user, and keeps all users', () => {
    const interaction = fc.record({
      user: fc.nat(4),
      item: fc.nat(3),
      timestamp: fc.integer({ min: -3, max: 3 }),
    });
    fc.assert(
      fc.property(fc.array(interaction, { minLength: 1 }), (interactions) => {
        const table = tableOf(interactions);
        const expected = [0, 1, 2, 3, 4].flatMap((user) => {
          const rows = interactions.flatMap((each, row) => (each.user === user ? [row] : []));
          // Array.prototype.sort is stable by specification.
          rows.sort(
            (a, b) => (interactions[a]?.timestamp ?? 0) - (interactions[b]?.timestamp ?? 0),
          );
          return rows.length === 0 ? [] : [`${user}: ${rows.join(' ')}`];
        });
        expect(spell(grouped(table), table)).toEqual(expected);
      }),
    );
  });
});

describe('keepEvents', () => {
  it('leaves out empty sequences', () => {
    const table = tableOf([
      { user: 1, item: 1 },
      { user: 2, item: 1 },
      { user: 2, item: 2 },
      { user: 3, item: 1 },
    ]);
    expect(spell(keepEvents(grouped(table), Uint8Array.of(0, 0, 1, 1)), table)).toEqual([
      '2: 2',
      '3: 3',
    ]);
  });
});
