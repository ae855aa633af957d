import {
  type CalibrationBin,
  calibration,
  compareRatingErrors,
  type RatingComparison,
  type RatingErrors,
  ratingErrors,
  spearman,
} from '@org/metrics';
import type { RatingData } from './rating-data.js';

/** What a predictor said for the ratings of a part of a split. */
export interface RatingPredictions {
  readonly name: string;
  /** One for each event of the part. */
  readonly values: Float32Array;
}

/** The results of one predictor. */
export interface RatingScores extends RatingErrors {
  readonly name: string;
  /** Rank correlation of predictions and ratings. */
  readonly spearman: number;
  /** Ten parts of the ratings, by prediction. */
  readonly calibration: readonly CalibrationBin[];
  /** By true rating, ascending: how many, and the mean of prediction - rating. */
  readonly residuals: readonly RatingResidual[];
  /** This predictor minus the first one; absent for the first. */
  readonly comparison?: RatingComparison;
}

/** The predictions for one true rating. */
export interface RatingResidual {
  readonly rating: number;
  readonly count: number;
  /** The mean of prediction - rating. */
  readonly mean: number;
  /** The mean of |prediction - rating|. */
  readonly absolute: number;
}

/**
 * Measures predictors on the same ratings, and compares the others with the first, paired by user: a difference above 0
 * says that the other predictor has larger errors than the first.
 *
 * @param events the rated events, in the order of the predictions.
 */
export function scoreRatings(
  predictions: readonly RatingPredictions[],
  data: RatingData,
  events: Int32Array,
  options: { readonly seed: number; readonly resamples?: number },
): readonly RatingScores[] {
  const users = events.map((event) => data.users[event] as number);
  const actual = Float32Array.from(events, (event) => data.values[event] as number);
  const [first] = predictions;
  return predictions.map(({ name, values }): RatingScores => {
    const pairs = { users, actual, predicted: values };
    return {
      name,
      ...ratingErrors(pairs, options),
      spearman: spearman(values, actual),
      calibration: calibration(values, actual),
      residuals: residualsOf(values, actual),
      ...(first !== undefined &&
        first.name !== name && { comparison: compareRatingErrors(pairs, first.values, options) }),
    };
  });
}

function residualsOf(predicted: Float32Array, actual: Float32Array): readonly RatingResidual[] {
  const ratings = [...new Set(actual)].sort((a, b) => a - b);
  return ratings.map((rating) => {
    const errors: number[] = [];
    for (const [i, value] of actual.entries()) {
      if (value === rating) errors.push((predicted[i] as number) - value);
    }
    const meanOf = (of: (error: number) => number) =>
      errors.reduce((sum, error) => sum + of(error), 0) / errors.length;
    return { rating, count: errors.length, mean: meanOf((e) => e), absolute: meanOf(Math.abs) };
  });
}
