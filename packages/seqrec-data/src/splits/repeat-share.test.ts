import { expect, test } from 'vitest';
import { sequencesFromLists } from '../dataset/sequences.js';
import { repeatShare } from './repeat-share.js';
import { splitSequences } from './split.js';

const shareOf = (lists: number[][], users?: (string | number)[]) =>
  repeatShare(splitSequences(sequencesFromLists(lists, users), { kind: 'leave-one-out' }));

test('counts events of training and validation with a history, and never the test', () => {
  // 4 | 4 1 | 4 of validation | 4 of the test; 7 has one event of training, and a new one of validation.
  expect(
    shareOf([
      [4, 4, 1, 4, 4],
      [7, 8, 7],
    ]),
  ).toBe(2 / 4);
  expect(
    shareOf([
      [4, 4, 1, 4, 9],
      [7, 8, 9],
    ]),
  ).toBe(2 / 4);
});

test('treats the sessions of a user as one history', () => {
  expect(shareOf([[1, 2], [1, 3, 4], [1]], ['ann', 'ann', 'bob'])).toBe(1 / 3);
});

test('is undefined for data without a second event', () => {
  expect(shareOf([[1], [2]])).toBeUndefined();
});
