import { areaUnderCurve, logLoss } from '@org/metrics';
import type { LikeExamples } from './like-examples.js';

/** What a predictor said for examples of likes. */
export interface LikePredictions {
  readonly name: string;
  /** One for each example: higher for an item that is more likely liked. */
  readonly values: Float32Array;
  /** Whether the values are probabilities from 0 to 1. */
  readonly probabilities: boolean;
}

/** The results of one predictor of likes. */
export interface LikeScores {
  readonly name: string;
  /** The area under the ROC curve over all examples, in [0, 1]; 0.5 is chance. */
  readonly auc: number;
  /** Only for scores that are probabilities. */
  readonly logLoss?: number;
}

/** Measures predictors on the same examples, which need both labels. */
export function scoreLikes(
  predictions: readonly LikePredictions[],
  { labels }: Pick<LikeExamples, 'labels'>,
): readonly LikeScores[] {
  return predictions.map(({ name, values, probabilities }) => ({
    name,
    auc: areaUnderCurve(labels, values),
    ...(probabilities && { logLoss: logLoss(labels, values) }),
  }));
}
