import { SeqrecDataError } from '../error.js';
import type { Splitter } from './user-cuts.js';

/**
 * Of each user with more than `validation + test` items, the last `test` items are test targets and the `validation`
 * items before them validation targets. A shorter user stays in training whole and is not evaluated.
 *
 * Does not prevent: users end at different times, so training holds events of other users that are later than a
 * target, and with them what was popular then. `global-time` prevents that.
 */
export interface LeaveLastRecipe {
  readonly kind: 'leave-last-n';
  readonly validation: number;
  readonly test: number;
}

export function leaveLast({ validation, test }: Omit<LeaveLastRecipe, 'kind'>): Splitter {
  const whole = [validation, test].every((count) => Number.isInteger(count) && count >= 0);
  if (!whole || validation + test === 0) {
    throw new SeqrecDataError(
      'invalid-option',
      `leave-last-n holds out whole numbers of items, at least one in all, got validation ${validation} and test ${test}`,
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
