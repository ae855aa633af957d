import { describe, expect, it } from 'vitest';
import { grouped, spell, tableOf } from '../testing/table-of.js';
import { splitSessions } from './session-split.js';

describe('splitSessions', () => {
  it('cuts after a pause longer than the gap', () => {
    const table = tableOf(
      [0, 30, 60, 91, 200]
        .map((timestamp) => ({ user: 1, item: 1, timestamp }))
        .concat([{ user: 2, item: 1, timestamp: 10 }]),
    );
    expect(spell(splitSessions(grouped(table), table, { gap: 30 }), table)).toEqual([
      '1: 0 1 2',
      '1: 3',
      '1: 4',
      '2: 5',
    ]);
  });

  it('groups events by the sessions of the source, in the order of their first events', () => {
    const table = tableOf([
      { user: 1, item: 1, session: 'b', timestamp: 1 },
      { user: 1, item: 2, session: 'a', timestamp: 2 },
      { user: 1, item: 3, session: 'b', timestamp: 3 },
      { user: 1, item: 4, timestamp: 4 },
      { user: 2, item: 4, session: 'b', timestamp: 5 },
    ]);
    expect(spell(splitSessions(grouped(table), table, 'source'), table)).toEqual([
      '1: 0 2',
      '1: 1',
      '1: 3',
      '2: 4',
    ]);
  });

  it('needs timestamps or sessions', () => {
    const table = tableOf([{ user: 1, item: 1 }]);
    expect(() => splitSessions(grouped(table), table, { gap: 1 })).toThrow(
      'sessions cannot be split by a gap, as the source has no timestamps',
    );
    expect(() => splitSessions(grouped(table), table, 'source')).toThrow(
      'the source has no sessions',
    );
  });
});
