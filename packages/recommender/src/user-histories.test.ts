import { Catalogue, sequencesFromLists } from '@org/seqrec-data';
import { expect, test } from 'vitest';
import { UserHistories } from './user-histories.js';

test('the sessions of a user are one history, and a number finds the user of the same text', () => {
  const sequences = {
    ...sequencesFromLists([[1, 2], [3], [2]], ['7', '7', 'ann']),
    timestamps: Float64Array.of(1, 2, 3.5, 4),
  };
  const catalogue = new Catalogue(
    ['tea', 'milk', 'jam'].map((id, place) => ({ index: place + 1, id })),
  );
  const histories = new UserHistories(sequences, catalogue);
  expect(histories.users).toEqual(['7', 'ann']);
  expect(histories.of(7)).toEqual({ items: ['tea', 'milk', 'jam'], timestamps: [1, 2, 3.5] });
  expect(histories.of('ann').items).toEqual(['milk']);
  expect(histories.of('bob')).toEqual({ items: [] });
});
