import type { RatingPredictor } from '../rating-questions.js';
import { meanRating, type TrainingRatings } from '../training-ratings.js';

/** Predicts the mean of all ratings of training. */
export function globalMean(train: TrainingRatings): RatingPredictor {
  const mean = meanRating(train);
  return {
    name: 'global-mean',
    predict: ({ items }) => new Float32Array(items.length).fill(mean),
  };
}
