import {
  type BootstrapOptions,
  bootstrapIntervals,
  type Interval,
  type PairedBootstrap,
  pairedBootstrap,
} from './bootstrap.js';
import { MetricsError } from './metrics-error.js';
import { requireFinite } from './paired.js';

/** Ratings with what was predicted for them; the columns share indices. */
export interface RatedPairs {
  /** The user of each rating, as a number. */
  readonly users: ArrayLike<number>;
  /** The true ratings. */
  readonly actual: ArrayLike<number>;
  readonly predicted: ArrayLike<number>;
}

/** Means over ratings, with intervals over users. */
export interface RatingErrors {
  /** Mean absolute error, in the unit of ratings. */
  readonly mae: Interval;
  /** Root mean squared error, in the unit of ratings. */
  readonly rmse: Interval;
}

/**
 * How far predicted ratings are from the true ones: with the error e = predicted - actual of each rating, MAE is the mean
 * of |e| and RMSE the root of the mean of e². Every rating has the same weight.
 *
 * The intervals are bootstraps over users, because the errors of one user are alike: a user is drawn with all ratings.
 *
 * @example
 * ```ts
 * const { mae, rmse } = ratingErrors({ users: [1, 1, 2], actual: [4, 2, 5], predicted: [3, 2, 3] }, { seed: 1 });
 * // mae.mean = (1 + 0 + 2) / 3 = 1, rmse.mean = √((1 + 0 + 4) / 3) ≈ 1.291
 * ```
 */
export function ratingErrors(pairs: RatedPairs, options: BootstrapOptions): RatingErrors {
  const { absolute, squared, counts } = errorsByUser(pairs);
  const means = (sums: Float64Array) => sums.map((sum, user) => sum / (counts[user] as number));
  const intervals = bootstrapIntervals(
    { mae: means(absolute), mse: means(squared) },
    { ...options, weights: counts },
  );
  const { mean, low, high } = intervals.mse;
  return {
    mae: intervals.mae,
    // A root keeps the order, so the quantiles of the roots are the roots of the quantiles.
    rmse: { mean: Math.sqrt(mean), low: Math.sqrt(low), high: Math.sqrt(high) },
  };
}

/** Differences of two predictors, a - b: below 0 if a has the smaller errors. */
export interface RatingComparison {
  /** The difference of the mean absolute errors. */
  readonly absolute: PairedBootstrap;
  /** The difference of the mean squared errors. */
  readonly squared: PairedBootstrap;
}

/**
 * Compares two predictors on the same ratings, paired by user: the difference of their mean absolute errors and of their
 * mean squared errors, with intervals and p-values of {@link pairedBootstrap}.
 *
 * @example
 * ```ts
 * const pairs = { users: [1, 2], actual: [4, 2] };
 * compareRatingErrors({ ...pairs, predicted: [4, 3] }, [3, 4], { seed: 1 }).absolute.difference; // (0 + 1) / 2 - (1 + 2) / 2 = -1
 * ```
 */
export function compareRatingErrors(
  a: RatedPairs,
  b: ArrayLike<number>,
  options: BootstrapOptions,
): RatingComparison {
  const ofA = errorsByUser(a);
  const ofB = errorsByUser({ ...a, predicted: b });
  // Sums of users, scaled so that their mean over users is the mean over ratings.
  const scale = ofA.counts.length / a.actual.length;
  const compare = (first: Float64Array, second: Float64Array) =>
    pairedBootstrap(
      first.map((sum) => sum * scale),
      second.map((sum) => sum * scale),
      options,
    );
  return {
    absolute: compare(ofA.absolute, ofB.absolute),
    squared: compare(ofA.squared, ofB.squared),
  };
}

interface UserErrors {
  /** Sums of |e|, of e² and of ratings, by user in the order of their first ratings. */
  readonly absolute: Float64Array;
  readonly squared: Float64Array;
  readonly counts: Float64Array;
}

function errorsByUser({ users, actual, predicted }: RatedPairs): UserErrors {
  const ratings = actual.length;
  if (users.length !== ratings || predicted.length !== ratings) {
    throw new MetricsError(
      'invalid-argument',
      `each rating has a user and a prediction, got ${ratings} ratings, ${users.length} users and ${predicted.length} predictions`,
      { ratings, users: users.length, predictions: predicted.length },
    );
  }
  requireFinite('actual', actual);
  requireFinite('predicted', predicted);
  const places = new Map<number, number>();
  const placeOf = Int32Array.from(users, (user) => {
    const place = places.get(user) ?? places.size;
    places.set(user, place);
    return place;
  });
  const absolute = new Float64Array(places.size);
  const squared = new Float64Array(places.size);
  const counts = new Float64Array(places.size);
  for (const [i, place] of placeOf.entries()) {
    const error = (predicted[i] as number) - (actual[i] as number);
    absolute[place] = (absolute[place] as number) + Math.abs(error);
    squared[place] = (squared[place] as number) + error * error;
    counts[place] = (counts[place] as number) + 1;
  }
  return { absolute, squared, counts };
}
