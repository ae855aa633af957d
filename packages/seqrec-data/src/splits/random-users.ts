import { Random } from '@org/random';
import type { RandomUsersRecipe } from '../dataset/split-recipe.js';
import { SeqrecDataError } from '../error.js';
import type { Splitter, UserCuts } from './user-cuts.js';

export function randomUsers(recipe: Omit<RandomUsersRecipe, 'kind'>): Splitter {
  const { validation, test, seed } = recipe;
  if (!(validation >= 0 && test >= 0 && validation + test > 0 && validation + test <= 1)) {
    throw new SeqrecDataError(
      'invalid-option',
      `random-users takes shares of the users, each at least 0 and together at most 1, got validation ${validation} and test ${test}`,
    );
  }
  return (_, spans) => {
    const cuts: UserCuts[] = spans.map(({ start, end }) => ({ train: end - start }));
    const eligible: number[] = [];
    cuts.forEach((cut, user) => {
      if (cut.train >= 2) eligible.push(user);
    });
    Random.of(seed, 'split', 'random-users').shuffle(eligible);
    const eligibleCount = eligible.length;
    const take = (share: number) =>
      eligible.splice(0, share === 0 ? 0 : Math.max(1, Math.round(share * eligibleCount)));
    const lastItem = (user: number) => {
      const count = cuts[user]?.train ?? 0;
      return { from: count - 1, to: count };
    };
    for (const user of take(test)) cuts[user] = { train: 0, test: lastItem(user) };
    for (const user of take(validation)) cuts[user] = { train: 0, validation: lastItem(user) };
    return cuts;
  };
}
