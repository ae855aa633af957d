import { biasedMf } from './predictors/biased-mf.js';
import { dampedBias } from './predictors/damped-bias.js';
import { globalMean } from './predictors/global-mean.js';
import { ratingKnn } from './predictors/rating-knn.js';
import type { RatingPredictor } from './rating-questions.js';
import type { TrainingRatings } from './training-ratings.js';

/** The names of the baselines. */
export type RatingBaselineKind = 'global-mean' | 'damped-bias' | 'item-knn' | 'biased-mf';

type Fit = (
  train: TrainingRatings,
  options: { readonly seed: number },
) => RatingPredictor | Generator<number, RatingPredictor>;

const fits: Readonly<Record<RatingBaselineKind, Fit>> = {
  'global-mean': globalMean,
  'damped-bias': (train) => dampedBias(train),
  'item-knn': (train) => ratingKnn(train),
  'biased-mf': biasedMf,
};

/** Every baseline, from the simplest to the strongest. */
export const ratingBaselineKinds: readonly RatingBaselineKind[] = Object.keys(
  fits,
) as RatingBaselineKind[];

/** Fits a baseline with its defaults, and yields the share of the work that is done. */
export function* fitRatingBaseline(
  kind: RatingBaselineKind,
  train: TrainingRatings,
  options: { readonly seed: number },
): Generator<number, RatingPredictor> {
  const fitted = fits[kind](train, options);
  if (!('next' in fitted)) return fitted;
  return yield* fitted;
}
