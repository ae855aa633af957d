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

export interface BstPredictor extends RatingPredictor {
  /** What the network says of each question: with the loss `log` a logit, else a difference from the mean rating. */
  scores(questions: RatingQuestions): Promise<Float32Array>;
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
}: BstPredictorOptions): BstPredictor {
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
  const scoresOf = async (questions: RatingQuestions) => {
    if (questions.data !== features.data) {
      throw new Error('the features are of other users than the questions: use features.of(users)');
    }
    const scores = new Float32Array(questions.items.length);
    for (let from = 0; from < scores.length; from += batchRows) {
      const rows = Math.min(batchRows, scores.length - from);
      scores.set(await predictRows(questions, from, rows), from);
    }
    return scores;
  };
  const ratingOf = (score: number, share: number | undefined) =>
    model.config.loss === 'log'
      ? 1 / (1 + Math.exp(-blendedScore(score, share, firstStageWeight)))
      : clip(features.mean + score, features.range);
  return {
    name: 'bst',
    scores: scoresOf,
    async predict(questions) {
      const shares = questions.firstStage?.shares;
      return (await scoresOf(questions)).map((score, q) => ratingOf(score, shares?.[q]));
    },
  };
}

/**
 * The score of a candidate in both stages: that of the re-ranker, mixed with the logarithm of its share in the first stage.
 *
 * @param weight of the first stage, 0 to 1.
 */
export function blendedScore(score: number, share: number | undefined, weight: number): number {
  if (weight === 0 || share === undefined || Number.isNaN(share)) return score;
  return weight * share + (1 - weight) * score;
}
