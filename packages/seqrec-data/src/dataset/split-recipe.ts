import type { Fields } from '@org/files';
import { z } from 'zod';

/** How to divide sequences into training, validation and test. Plain JSON, so that an artifact can hold it. */
export type SplitRecipe =
  | LeaveOneOutRecipe
  | LeaveLastRecipe
  | GlobalTimeRecipe
  | RandomUsersRecipe
  | AllInTestRecipe;

/** `leave-last-n` with one validation and one test item: users with fewer than 3 items are not evaluated. */
export interface LeaveOneOutRecipe {
  readonly kind: 'leave-one-out';
}

/**
 * Each user with more than `validation + test` items gives the last `test` items as test targets and the `validation`
 * items before them as validation targets. Users with fewer items stay in training and are not evaluated.
 *
 * Does not prevent: users end at different times, so training has events of other users that are later than a target
 * and reveal what was popular then. `global-time` prevents that.
 */
export interface LeaveLastRecipe {
  readonly kind: 'leave-last-n';
  readonly validation: number;
  readonly test: number;
}

/**
 * Trains on events before `validationFrom`. Validation targets are from then until `testFrom`, test targets from
 * `testFrom` on: all items of a user in the period, or the first. Both moments are in the unit of the data's
 * timestamps. A user without a history before a period is not evaluated in it.
 *
 * Prevents a leak of the other splits: no training event is later than any target. Does not prevent: the catalogue
 * includes items that first appear after the cut, and filters (k-core) used all of the data.
 */
export interface GlobalTimeRecipe {
  readonly kind: 'global-time';
  readonly validationFrom: number;
  readonly testFrom: number;
  /** Default `'all'`. */
  readonly targets?: 'all' | 'first';
}

/**
 * Strong generalisation: `seed` draws these shares, 0..1, of the users with at least 2 items and keeps all their items out of
 * training. The last item of each is the target, the others are the history. A share above 0 takes at least one user. Users
 * with a single item stay in training.
 *
 * Does not prevent: events of training users can be later than a target.
 */
export interface RandomUsersRecipe {
  readonly kind: 'random-users';
  readonly validation: number;
  readonly test: number;
  readonly seed: number;
}

/**
 * For a model that was trained elsewhere: there is no training part, the last item of every user with at least 2 items
 * is a test target, and other users are left out. The split cannot know whether the model was trained on these users.
 */
export interface AllInTestRecipe {
  readonly kind: 'all-in-test';
}

const count = z.int().min(0);

/** The schema of {@link SplitRecipe}. */
export const splitRecipeSchema: z.ZodType<SplitRecipe> = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('leave-one-out') } satisfies Fields<LeaveOneOutRecipe>),
  z.strictObject({
    kind: z.literal('leave-last-n'),
    validation: count,
    test: count,
  } satisfies Fields<LeaveLastRecipe>),
  z.strictObject({
    kind: z.literal('global-time'),
    validationFrom: z.number(),
    testFrom: z.number(),
    targets: z.enum(['all', 'first']).exactOptional(),
  } satisfies Fields<GlobalTimeRecipe>),
  z.strictObject({
    kind: z.literal('random-users'),
    validation: z.number(),
    test: z.number(),
    seed: z.int(),
  } satisfies Fields<RandomUsersRecipe>),
  z.strictObject({ kind: z.literal('all-in-test') } satisfies Fields<AllInTestRecipe>),
]);
