import { clip, type RatingPredictor, type RatingQuestions } from '@org/ratings';
import * as tf from '@tensorflow/tfjs-core';
import type { Bst, BstInputs } from './bst.js';
import type { BstFeatures } from './features.js';

export interface BstPredictorOptions {
  readonly model: Bst;
  readonly features: BstFeatures;
  /** Questions that are computed at a time. Default 2,048. */
  readonly batchRows?: number;
  /**
   * With the loss `log`, and questions that say what a first stage says: how much of the answer is the score of the first
   * stage, from 0, nothing, to 1, its order. Default 0.
   */
  readonly firstStageWeight?: number;
}

/**
 * A trained model as a predictor of ratings, inside the range of the ratings of training; of the probability that the user
 * likes the item, if the loss is `log`.
 */
export function bstPredictor({
  model,
  features,
  batchRows = 2048,
  firstStageWeight = 0,
}: BstPredictorOptions): RatingPredictor {
  const predictRows = async (questions: RatingQuestions, from: number, rows: number) => {
    const arrays = features.encode(questions, from, rows);
    const scores = tf.tidy(() => {
      const inputs = Object.entries(arrays).map(([name, { data, shape }]) => [
        name,
        tf.tensor(data, [...shape], data instanceof Int32Array ? 'int32' : 'float32'),
      ]);
      return model.score(Object.fromEntries(inputs) as BstInputs);
    });
    try {
      return await scores.data();
    } finally {
      scores.dispose();
    }
  };
  const blended = (score: number, share: number | undefined) =>
    firstStageWeight === 0 || share === undefined || Number.isNaN(share)
      ? score
      : firstStageWeight * share + (1 - firstStageWeight) * score;
  const ratingOf = (score: number, share: number | undefined) =>
    model.config.loss === 'log'
      ? 1 / (1 + Math.exp(-blended(score, share)))
      : clip(features.mean + score, features.range);
  return {
    name: 'bst',
    async predict(questions) {
      if (questions.data !== features.data) {
        throw new Error(
          'the features are of other users than the questions: use features.of(users)',
        );
      }
      const ratings = new Float32Array(questions.items.length);
      for (let from = 0; from < ratings.length; from += batchRows) {
        const rows = Math.min(batchRows, ratings.length - from);
        const scores = await predictRows(questions, from, rows);
        for (let r = 0; r < rows; r += 1) {
          ratings[from + r] = ratingOf(scores[r] as number, questions.firstStage?.shares[from + r]);
        }
      }
      return ratings;
    },
  };
}
