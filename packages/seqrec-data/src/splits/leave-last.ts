import { SeqrecDataError } from '../error.js';
import type { Splitter } from './user-cuts.js';

/**
 * Each user with more than `validation + test` items gives the last `test` items as test targets and the `validation` items
 * before them as validation targets. Shorter users stay in training and are not evaluated.
 *
 * Does not prevent: users end at different times, so training holds events of other users that are later than a target,
 * and so knows what was popular then. `global-time` prevents that.
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
