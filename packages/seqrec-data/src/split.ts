import type { EvaluationSet } from './evaluation-set.js';
import type { Sequences } from './sequences.js';

/**
 * How sequences are divided into training, validation and test. Plain JSON, so that an artifact can carry it. Users
 * too short for a recipe stay in training whole and are not evaluated.
 */
export type SplitRecipe =
  /** Of each user with 3 items or more the last is the test target, the one before it the validation target. */
  | { readonly kind: 'leave-one-out' }
  /** Of each user with more than `validation + test` items, that many last ones are targets. */
  | { readonly kind: 'leave-last-n'; readonly validation: number; readonly test: number }
  /**
   * Training sees what happened before `validationFrom`; validation targets lie from there up to `testFrom`, test
   * targets from `testFrom` on. Both in the unit of the data's timestamps.
   */
  | {
      readonly kind: 'global-time';
      readonly validationFrom: number;
      readonly testFrom: number;
      /** Predict all of a user's items of the period, or the first of them. Default `'all'`. */
      readonly targets?: 'all' | 'first';
    }
  /** These shares of the users, 0..1, are kept out of training altogether; the last item of each is the target. */
  | {
      readonly kind: 'random-users';
      readonly validation: number;
      readonly test: number;
      readonly seed: number;
    }
  /** Nothing to train on: the last item of every user is a test target. For a model trained elsewhere. */
  | { readonly kind: 'all-in-test' };

export interface Split {
  readonly recipe: SplitRecipe;
  /** Users with nothing left to train on are dropped, so rows differ from those of the sequences split. */
  readonly train: Sequences;
  readonly validation: EvaluationSet;
  readonly test: EvaluationSet;
}
