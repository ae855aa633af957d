import type { RatingData } from './rating-data.js';
import { RatingsError } from './ratings-error.js';

/** The ratings that a predictor learns from: events of the data. */
export interface TrainingRatings {
  readonly data: RatingData;
  readonly events: Int32Array;
}

/** The smallest and the largest rating. */
export interface RatingRange {
  readonly least: number;
  readonly most: number;
}

/** The range of the ratings of training, inside which all predictions are. */
export function ratingRange({ data, events }: TrainingRatings): RatingRange {
  if (events.length === 0) throw new RatingsError('empty-part', 'there is no rating to train on');
  let least = Number.POSITIVE_INFINITY;
  let most = Number.NEGATIVE_INFINITY;
  for (const event of events) {
    const value = data.values[event] as number;
    least = Math.min(least, value);
    most = Math.max(most, value);
  }
  return { least, most };
}

/** The nearest rating in the range. */
export function clip(value: number, { least, most }: RatingRange): number {
  return Math.min(most, Math.max(least, value));
}

/** The mean of the ratings of training. */
export function meanRating({ data, events }: TrainingRatings): number {
  return events.reduce((sum, event) => sum + (data.values[event] as number), 0) / events.length;
}
