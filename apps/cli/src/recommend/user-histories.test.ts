import { Catalogue, sequencesFromLists } from '@org/seqrec-data';
import { expect, test } from 'vitest';
import { countUsers, userHistories } from './user-histories.js';

test('each user has one history, of all their sessions', () => {
  const catalogue = new Catalogue(['ash', 'elm', 'oak'].map((id, i) => ({ index: i + 1, id })));
  const sequences = sequencesFromLists([[1], [2, 3], [3], [1]], ['ann', 'bob', 'bob', 7]);
  expect([...userHistories(sequences, catalogue)]).toEqual([
    { user: 'ann', history: { items: ['ash'] } },
    { user: 'bob', history: { items: ['elm', 'oak', 'oak'] } },
    { user: 7, history: { items: ['ash'] } },
  ]);
});

test('the histories of parts are those of all users, in order', () => {
  const catalogue = new Catalogue(['ash', 'elm', 'oak'].map((id, i) => ({ index: i + 1, id })));
  const sequences = sequencesFromLists([[1], [2, 3], [3], [1]], ['ann', 'bob', 'bob', 7]);
  expect(countUsers(sequences)).toBe(3);
  const part = (from: number, to: number) => [...userHistories(sequences, catalogue, { from, to })];
  expect([...part(0, 1), ...part(1, 1), ...part(1, 3)]).toEqual([
    ...userHistories(sequences, catalogue),
  ]);
});

test('a history has the times of its events, if there are any', () => {
  const catalogue = new Catalogue([{ index: 1, id: 'ash' }]);
  const sequences = { ...sequencesFromLists([[1, 1]]), timestamps: BigInt64Array.of(5n, 9n) };
  expect([...userHistories(sequences, catalogue)]).toEqual([
    { user: 1, history: { items: ['ash', 'ash'], timestamps: [5, 9] } },
  ]);
});
