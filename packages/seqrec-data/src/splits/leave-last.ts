import type { LeaveLastRecipe } from '../dataset/split-recipe.js';
import { SeqrecDataError } from '../error.js';
import type { Splitter } from './user-cuts.js';

export function leaveLast({ validation, test }: Omit<LeaveLastRecipe, 'kind'>): Splitter {
  const whole = [validation, test].every((count) => Number.isInteger(count) && count >= 0);
  if (!whole || validation + test === 0) {
    throw new SeqrecDataError(
      'invalid-option',
      `leave-last-n holds out whole numbers of items, at least one in total, got validation ${validation} and test ${test}`,
    );
  }
  return (_, spans) =>
    spans.map(({ start, end }) => {
      const count = end - start;
      if (count <= validation + test) return { train: count };
      const testFrom = count - test;
      const train = testFrom - validation;
      return {
        train,
        ...(validation > 0 && { validation: { from: train, to: testFrom } }),
        ...(test > 0 && { test: { from: testFrom, to: count } }),
      };
    });
}
