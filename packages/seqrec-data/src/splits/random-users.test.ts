import { describe, expect, it } from 'vitest';
import { sequencesFromLists } from '../dataset/sequences.js';
import type { SplitRecipe } from '../dataset/split-recipe.js';
import { splitSequences } from './split.js';

// 100 users of two items each: user u has 2u + 1 and 2u + 2.
const sequences = sequencesFromLists(
  Array.from({ length: 100 }, (_, user) => [2 * user + 1, 2 * user + 2]),
);
const recipe = { kind: 'random-users', validation: 0.1, test: 0.25, seed: 7 } as const;

const usersOf = (from: SplitRecipe) => {
  const { train, validation, test } = splitSequences(sequences, from);
  return {
    train: train.userIds.map((id) => Number(id) - 1),
    validation: Array.from({ length: validation.size }, (_, i) => validation.user(i)),
    test: Array.from({ length: test.size }, (_, i) => test.user(i)),
  };
};

describe('the random-users split', () => {
  it('assigns each user to one part', () => {
    const { train, validation, test } = usersOf(recipe);
    expect([train.length, validation.length, test.length]).toEqual([65, 10, 25]);
    expect(new Set([...train, ...validation, ...test]).size).toBe(100);
  });

  it('holds out the last item of each held-out user, with all others as history', () => {
    const { test } = splitSequences(sequences, recipe);
    const user = test.user(0);
    expect([...test.history(0).items]).toEqual([2 * user + 1]);
    expect([...test.targets(0)]).toEqual([2 * user + 2]);
  });

  it('draws the same users for the same seed, and different ones for another seed', () => {
    expect(usersOf(recipe)).toEqual(usersOf(recipe));
    expect(usersOf({ ...recipe, seed: 8 }).test).not.toEqual(usersOf(recipe).test);
  });

  it('never holds out a user with one item, and holds out at least one user with two', () => {
    const few = sequencesFromLists([[1], [2], [3, 4], [5]]);
    const split = splitSequences(few, { ...recipe, validation: 0, test: 0.1 });
    expect(split.train.userIds).toEqual([1, 2, 4]);
    expect(split.test.size).toBe(1);
  });

  it.each([
    [0, 0],
    [0.6, 0.5],
    [-0.1, 0.5],
  ])('refuses the shares %d and %d', (validation, test) => {
    expect(() => splitSequences(sequences, { ...recipe, validation, test })).toThrow(
      `got validation ${validation} and test ${test}`,
    );
  });
});
