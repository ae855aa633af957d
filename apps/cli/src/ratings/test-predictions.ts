import { join } from 'node:path';
import type { RatingPredictions } from '@org/ratings';
import type { Dataset } from '@org/seqrec-data';
import { writeOutput } from '../output/write-output.js';
import type { RatingModel } from './rating-run.js';

const PREDICTIONS_FILE = 'test-predictions.json';

export interface TestPredictions {
  readonly model: Pick<RatingModel, 'data' | 'split'>;
  readonly dataset: Pick<Dataset, 'catalogue'>;
  readonly predictions: readonly RatingPredictions[];
}

/**
 * Writes what each predictor said for each rating of the test, in columns that share indices: `users`, `items`, `ratings`
 * and, by name of a predictor, `predictions`. Two runs of the same split can be compared by them, rating by rating.
 */
export async function writeTestPredictions(
  directory: string,
  { model: { data, split }, dataset, predictions }: TestPredictions,
): Promise<void> {
  const events = [...split.test];
  const content = {
    formatVersion: 1,
    users: events.map((event) => data.userIds[data.users[event] as number]),
    items: events.map((event) => dataset.catalogue.item(data.items[event] as number).id),
    ratings: events.map((event) => data.values[event]),
    predictions: Object.fromEntries(
      predictions.map(({ name, values }) => [
        name,
        Array.from(values, (value) => Number(value.toFixed(6))),
      ]),
    ),
  };
  await writeOutput(join(directory, PREDICTIONS_FILE), `${JSON.stringify(content)}\n`);
}
