/** The entry `@org/ratings/names`: names for command lines, without anything else. */

/** The splits, the honest ones first. */
export const ratingSplitKinds: readonly [
  'last-rating',
  'global-time',
  'random-ratings',
  'random-windows',
] = ['last-rating', 'global-time', 'random-ratings', 'random-windows'];

/** The name of a split. */
export type RatingSplitKind = (typeof ratingSplitKinds)[number];

/** The baselines, from the simplest to the strongest. */
export const ratingBaselineKinds: readonly ['global-mean', 'damped-bias', 'item-knn', 'biased-mf'] =
  ['global-mean', 'damped-bias', 'item-knn', 'biased-mf'];

/** The name of a baseline. */
export type RatingBaselineKind = (typeof ratingBaselineKinds)[number];
