import { sequencesFromLists } from '@org/seqrec-data';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { interactionMatrix, rowOf } from './interaction-matrix.js';

it('holds each pair once, by user and by item', () => {
  const { byUser, byItem } = interactionMatrix(sequencesFromLists([[3, 1, 3], [], [1]]), 4);
  const rows = (matrix: typeof byUser) =>
    Array.from({ length: matrix.rows }, (_, row) => [...rowOf(matrix, row)]);
  expect(rows(byUser)).toEqual([[3, 1], [], [1]]);
  expect(rows(byItem)).toEqual([[], [0, 2], [], [0], []]);
});

it('has the same pairs on both sides', () => {
  const lists = fc.array(fc.array(fc.integer({ min: 1, max: 9 }), { maxLength: 12 }));
  fc.assert(
    fc.property(lists, (sequences) => {
      const { byUser, byItem } = interactionMatrix(sequencesFromLists(sequences), 9);
      const byUserPairs = sequences.flatMap((_, user) =>
        [...rowOf(byUser, user)].map((item) => `${user} ${item}`),
      );
      const byItemPairs = Array.from({ length: 10 }, (_, item) =>
        [...rowOf(byItem, item)].map((user) => `${user} ${item}`),
      ).flat();
      expect([...byUserPairs].sort()).toEqual([...byItemPairs].sort());
      const met = sequences.map((items) => new Set(items).size);
      expect(byUserPairs.length).toBe(met.reduce((sum, size) => sum + size, 0));
    }),
  );
});
