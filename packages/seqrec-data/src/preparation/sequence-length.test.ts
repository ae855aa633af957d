import { describe, expect, it } from 'vitest';
import { grouped, spell, tableOf } from '../testing/table-of.js';
import { limitLength } from './sequence-length.js';

const table = tableOf([1, 1, 1, 2, 2].map((user, item) => ({ user, item })));

describe('limitLength', () => {
  it('removes the oldest events', () => {
    expect(spell(limitLength(grouped(table), 2, 'truncate'), table)).toEqual(['1: 1 2', '2: 3 4']);
  });

  it('or drops the sequence', () => {
    expect(spell(limitLength(grouped(table), 2, 'drop'), table)).toEqual(['2: 3 4']);
  });
});
