import { Catalogue, sequencesFromLists } from '@org/seqrec-data';
import { expect, test } from 'vitest';
import { userHistories } from './user-histories.js';

test('each user has one history, of all their sessions', () => {
  const catalogue = new Catalogue(['ash', 'elm', 'oak'].map((id, i) => ({ index: i + 1, id })));
  const sequences = sequencesFromLists([[1], [2, 3], [3], [1]], ['ann', 'bob', 'bob', 7]);
  expect([...userHistories(sequences, catalogue)]).toEqual([
    { user: 'ann', history: ['ash'] },
    { user: 'bob', history: ['elm', 'oak', 'oak'] },
    { user: 7, history: ['ash'] },
  ]);
});
