import type { RatingBaselineKind } from './names.js';
import { biasedMf } from './predictors/biased-mf.js';
import { dampedBias } from './predictors/damped-bias.js';
import { globalMean } from './predictors/global-mean.js';
import { ratingKnn } from './predictors/rating-knn.js';
import type { RatingPredictor } from './rating-questions.js';
import type { TrainingRatings } from './training-ratings.js';

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
