import { describe, expect, it } from 'vitest';
import { itemCounts } from './item-counts.js';
import { sequencesFromLists } from './sequences.js';

describe('itemCounts', () => {
  it('counts every occurrence, by item index', () => {
    const sequences = sequencesFromLists([[2, 1, 2], [], [2, 4]]);
    expect(itemCounts(sequences, 5)).toEqual(Float64Array.of(0, 1, 3, 0, 1, 0));
  });
});
