import { join } from 'node:path';
import type { LikeExamples, RatingPredictions } from '@org/ratings';
import type { Dataset } from '@org/seqrec-data';
import { writeOutput } from '../output/write-output.js';
import type { RatingModel } from './rating-run.js';

const PREDICTIONS_FILE = 'test-predictions.json';

export interface TestPredictions {
  readonly model: Pick<RatingModel, 'data' | 'split'>;
  readonly dataset: Pick<Dataset, 'catalogue'>;
  readonly predictions: readonly RatingPredictions[];
  /** The examples of a model of likes, in place of the ratings of the test. */
  readonly likes?: LikeExamples;
}

/**
 * Writes what each predictor said for each rating of the test, in columns that share indices: `users`, `items`, `ratings`
 * and, by name of a predictor, `predictions`; for a model of likes, `ratings` are 1 or 0. Two runs of the same split can be compared by them, rating by rating.
 */
export async function writeTestPredictions(
  directory: string,
  { model: { data, split }, dataset, predictions, likes }: TestPredictions,
): Promise<void> {
  const events = [...(likes?.events ?? split.test)];
  const items = likes?.items ?? events.map((event) => data.items[event] as number);
  const content = {
    formatVersion: 1,
    users: events.map((event) => data.userIds[data.users[event] as number]),
    items: Array.from(items, (item) => dataset.catalogue.item(item).id),
    ratings: likes === undefined ? events.map((event) => data.values[event]) : [...likes.labels],
    predictions: Object.fromEntries(
      predictions.map(({ name, values }) => [
        name,
        Array.from(values, (value) => Number(value.toFixed(6))),
      ]),
    ),
  };
  await writeOutput(join(directory, PREDICTIONS_FILE), `${JSON.stringify(content)}\n`);
}
