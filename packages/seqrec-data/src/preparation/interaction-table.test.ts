import { describe, expect, it } from 'vitest';
import { tableOf } from '../testing/table-of.js';

describe('InteractionTableBuilder', () => {
  it('numbers users and items as they appear, and distinguishes 5 from "5"', () => {
    const table = tableOf([
      { user: 5, item: 'b' },
      { user: '5', item: 'a' },
      { user: 5, item: 'a' },
    ]);
    expect(table).toEqual({
      rows: 3,
      userIds: [5, '5'],
      itemIds: ['b', 'a'],
      users: Int32Array.of(0, 1, 0),
      items: Int32Array.of(0, 1, 1),
    });
  });

  it('fills columns that only some rows have', () => {
    const table = tableOf([
      { user: 1, item: 1 },
      { user: 1, item: 2, value: 3, session: 's', disliked: true },
      { user: 1, item: 3 },
      { user: 1, item: 4, session: 's', disliked: false },
    ]);
    expect(table.values).toEqual(Float32Array.of(Number.NaN, 3, Number.NaN, Number.NaN));
    expect(table.sessions).toEqual(Int32Array.of(-1, 0, -1, 0));
    expect(table.disliked).toEqual(Uint8Array.of(0, 1, 0, 0));
  });

  it('grows over any number of rows', () => {
    const rows = Array.from({ length: 5000 }, (_, i) => ({ user: i % 7, item: i, timestamp: -i }));
    const table = tableOf(rows);
    expect([table.rows, table.items.length, table.timestamps?.[4999]]).toEqual([5000, 5000, -4999]);
  });

  it('refuses invalid ids and timestamps', () => {
    expect(() => tableOf([{ user: '', item: 1 }])).toThrow(
      'interaction 1: user and item are texts or whole numbers; got {"user":"","item":1}',
    );
    expect(() => tableOf([{ user: 1, item: 0.5 }])).toThrow('interaction 1');
    expect(() => tableOf([{ user: 1, item: 1, timestamp: 2 ** 53 }])).toThrow(
      'interaction 1: a timestamp is a number of at most 2^53; got 9007199254740992',
    );
  });

  it('refuses timestamps on some rows only, in any order', () => {
    const timed = { user: 1, item: 1, timestamp: 0 };
    const untimed = { user: 1, item: 1 };
    expect(() => tableOf([timed, untimed])).toThrow('interaction 2: it has no timestamp');
    expect(() => tableOf([untimed, timed])).toThrow('interaction 1: it has no timestamp');
  });
});
