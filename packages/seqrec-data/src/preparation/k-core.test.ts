import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { grouped, spell, tableOf } from '../testing/table-of.js';
import { type CoreLimits, kCore } from './k-core.js';
import { splitSessions } from './session-split.js';

describe('kCore', () => {
  it('repeats until nothing more is removed', () => {
    // Item z is removed, so user 3 is, so item y has one event and is removed too.
    const table = tableOf([
      { user: 1, item: 'x' },
      { user: 1, item: 'w' },
      { user: 2, item: 'x' },
      { user: 2, item: 'w' },
      { user: 2, item: 'y' },
      { user: 3, item: 'y' },
      { user: 3, item: 'z' },
    ]);
    const core = kCore(grouped(table), table, { users: 2, items: 2, sequence: 1 });
    expect(spell(core, table)).toEqual(['1: 0 1', '2: 2 3']);
  });

  it('counts a user over all sessions, and each session by itself', () => {
    const table = tableOf([
      { user: 1, item: 'x', session: 1 },
      { user: 1, item: 'x', session: 2 },
      { user: 1, item: 'x', session: 2 },
      { user: 2, item: 'x', session: 3 },
      { user: 2, item: 'x', session: 3 },
    ]);
    const sessions = splitSessions(grouped(table), table, 'source');
    const limits = { users: 3, items: 1, sequence: 1 };
    expect(spell(kCore(sessions, table, limits), table)).toEqual(['1: 0', '1: 1 2']);
    // Without its short session user 1 has two events left, too few.
    expect(spell(kCore(sessions, table, { ...limits, sequence: 2 }), table)).toEqual([]);
  });

  it('is the largest part in which every user and item has enough events, for any order of removal', () => {
    const interaction = fc.record({ user: fc.nat(6), item: fc.nat(6) });
    const limit = fc.integer({ min: 1, max: 4 });
    fc.assert(
      fc.property(
        fc.array(interaction, { minLength: 1, maxLength: 60 }),
        limit,
        limit,
        limit,
        (interactions, users, items, sequence) => {
          const table = tableOf(interactions);
          const limits: CoreLimits = { users, items, sequence };
          const core = kCore(grouped(table), table, limits);
          const kept = [...core.rows].sort((a, b) => a - b);
          expect(kept).toEqual(naiveCore(interactions, limits));
        },
      ),
      { numRuns: 300 },
    );
  });
});

/** Removes one event at a time, the last one first. */
function naiveCore(
  interactions: readonly { readonly user: number; readonly item: number }[],
  limits: CoreLimits,
): number[] {
  const least = Math.max(limits.users, limits.sequence);
  let rows = [...interactions.keys()];
  for (;;) {
    const count = (key: 'user' | 'item', row: number) =>
      rows.filter((other) => interactions[other]?.[key] === interactions[row]?.[key]).length;
    const falls = rows.findLast(
      (row) => count('user', row) < least || count('item', row) < limits.items,
    );
    if (falls === undefined) return rows;
    rows = rows.filter((row) => row !== falls);
  }
}
