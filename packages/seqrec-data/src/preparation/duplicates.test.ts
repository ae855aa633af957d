import { describe, expect, it } from 'vitest';
import type { DuplicatePolicy } from '../dataset/dataset-filters.js';
import { grouped, spell, tableOf } from '../testing/table-of.js';
import { removeDuplicates } from './duplicates.js';

// User 1 has the items a a b a c c b, user 2 only a.
const table = tableOf([
  ...[...'aabaccb'].map((item) => ({ user: 1, item })),
  { user: 2, item: 'a' },
]);

describe('removeDuplicates', () => {
  it.each<[DuplicatePolicy, string]>([
    ['keep-all', '1: 0 1 2 3 4 5 6'],
    ['first', '1: 0 2 4'],
    ['last', '1: 3 5 6'],
    ['consecutive', '1: 0 2 3 4 6'],
  ])('%s keeps %s', (policy, expected) => {
    const kept = removeDuplicates(grouped(table), table, policy);
    expect(spell(kept, table)).toEqual([expected, '2: 7']);
  });
});
