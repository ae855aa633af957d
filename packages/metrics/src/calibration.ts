import { MetricsError, requireWhole } from './metrics-error.js';

/** Ratings with similar predictions. */
export interface CalibrationBin {
  readonly ratings: number;
  /** The mean of the predictions, and of the true ratings. Equal where predictions are calibrated. */
  readonly predicted: number;
  readonly actual: number;
}

/**
 * Whether predictions are right on average, by their size: sorts the ratings by their predictions, cuts them into `bins`
 * parts of equal size and gives the means of each. With fewer ratings than bins, each rating is a bin.
 *
 * @example
 * ```ts
 * calibration([4.2, 1.8, 2.2, 3.8], [5, 2, 1, 4], 2);
 * // [{ ratings: 2, predicted: 2, actual: 1.5 }, { ratings: 2, predicted: 4, actual: 4.5 }]
 * ```
 */
export function calibration(
  predicted: ArrayLike<number>,
  actual: ArrayLike<number>,
  bins = 10,
): readonly CalibrationBin[] {
  requireWhole('bins', bins, 1);
  const ratings = predicted.length;
  if (actual.length !== ratings) {
    throw new MetricsError(
      'invalid-argument',
      `each rating has a prediction, got ${actual.length} ratings and ${ratings} predictions`,
      { ratings: actual.length, predictions: ratings },
    );
  }
  const order = Int32Array.from({ length: ratings }, (_, i) => i).sort(
    (x, y) => (predicted[x] as number) - (predicted[y] as number) || x - y,
  );
  const count = Math.min(bins, ratings);
  return Array.from({ length: count }, (_, bin) => {
    const members = order.subarray(
      Math.floor((bin * ratings) / count),
      Math.floor(((bin + 1) * ratings) / count),
    );
    const meanOf = (column: ArrayLike<number>) =>
      members.reduce((sum, i) => sum + (column[i] as number), 0) / members.length;
    return { ratings: members.length, predicted: meanOf(predicted), actual: meanOf(actual) };
  });
}
