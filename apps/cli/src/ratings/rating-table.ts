import type { LikeScores, RatingScores, RatingSplitRecipe } from '@org/ratings';
import { formatCount } from '../output/format.js';
import { formatTable } from '../output/table.js';

/** The results as a table for the terminal, the model first. */
export function ratingTable(scores: readonly RatingScores[]): string {
  const interval = ({ mean, low, high }: RatingScores['mae']) =>
    `${mean.toFixed(4)} (${low.toFixed(3)}–${high.toFixed(3)})`;
  return formatTable(
    ['model', 'MAE', 'RMSE', 'rank corr.', 'p (MAE)', 'p (RMSE)'],
    scores.map(({ name, mae, rmse, spearman, comparison }) => [
      name,
      interval(mae),
      interval(rmse),
      spearman.toFixed(3),
      pValueText(comparison?.absolute.pValue),
      pValueText(comparison?.squared.pValue),
    ]),
  );
}

/** The results of likes as a table for the terminal, the model first. */
export function likeTable(scores: readonly LikeScores[]): string {
  return formatTable(
    ['model', 'AUC', 'log loss'],
    scores.map(({ name, auc, logLoss }) => [name, auc.toFixed(4), logLoss?.toFixed(4) ?? '–']),
  );
}

/** A p-value; a dash where nothing is compared. */
export function pValueText(pValue: number | undefined): string {
  if (pValue === undefined) return '–';
  return pValue < 0.001 ? '< 0.001' : pValue.toFixed(3);
}

/** What the test holds, and what leaks. */
export function splitSentence(split: RatingSplitRecipe, ratings: number): string {
  const count = formatCount(ratings);
  switch (split.kind) {
    case 'last-rating':
      return `Test: last-rating, the last rating of each user, ${count} ratings`;
    case 'global-time':
      return `Test: global-time, the newest ${percent(split.testShare)} of all ratings, ${count} ratings`;
    case 'random-ratings':
      return `Test: random-ratings, ${percent(split.testShare)} of the ratings at random (leaks later ratings of the same users), ${count} ratings`;
    case 'random-windows':
      return `Test: random-windows as published, ${percent(split.testShare)} of the windows of ${split.size} at random (leaks: windows overlap), ${count} ratings`;
  }
}

function percent(share: number): string {
  return `${Number((100 * share).toFixed(2))} %`;
}
