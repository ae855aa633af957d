import { expect, test } from 'vitest';
import type { ScorerScores } from './evaluation.js';
import { seenTargetsNote } from './scores-table.js';

const noteOf = (protocol: Partial<ScorerScores['protocol']>) =>
  seenTargetsNote([{ protocol } as ScorerScores]);

test('targets in the history are counted if the ranking leaves them out', () => {
  expect(noteOf({ excludeSeen: true, targets: 3958, seenTargets: 3274 })).toBe(
    "3,274 of 3,958 targets are in their user's history already, so this ranking cannot find them: --no-exclude-seen ranks items of the history too",
  );
  expect(noteOf({ excludeSeen: true, targets: 9, seenTargets: 1 })).toMatch(
    /^1 of 9 targets is in its/,
  );
});

test('there is no note if every target can be found', () => {
  expect(noteOf({ excludeSeen: true, targets: 9, seenTargets: 0 })).toBeUndefined();
  expect(noteOf({ excludeSeen: false, targets: 9, seenTargets: 9 })).toBeUndefined();
});
