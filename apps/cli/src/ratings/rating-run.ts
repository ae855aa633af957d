import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Bst, BstFeatures, type BstOptions, bstOptions, bstPredictor } from '@org/bst';
import {
  type RatingData,
  type RatingPredictor,
  type RatingSplit,
  ratingData,
  splitRatings,
} from '@org/ratings';
import type { Dataset } from '@org/seqrec-data';
import { completeOptions } from '@org/sequence-model/definition';
import { dataWithoutPasswords } from '../config/absolute-paths.js';
import { writeOutput } from '../output/write-output.js';
import { CliError } from '../program/cli-error.js';
import { shownPath } from '../program/start-directory.js';
import { type LikeTask, likeTask } from './like-model.js';
import { type RatingConfiguration, ratingConfiguration, ratingRecipe } from './rating-settings.js';
import type { RatingTexts } from './rating-texts.js';

const RUN_FILE = 'rating-run.json';

/** The content of `rating-run.json`. */
export interface RatingRun {
  readonly configuration: RatingConfiguration;
  /** The content hash of its dataset. */
  readonly dataset: string;
  /** The command line that began it. */
  readonly command: string;
}

export async function writeRatingRun(directory: string, run: RatingRun): Promise<void> {
  const data = dataWithoutPasswords(run.configuration.data);
  const configuration = { ...run.configuration, data };
  const content = `${JSON.stringify({ ...run, configuration }, null, 2)}\n`;
  await writeOutput(join(directory, RUN_FILE), content);
}

/** Whether train-ratings began a run here. */
export function isRatingRun(directory: string): boolean {
  return existsSync(join(directory, RUN_FILE));
}

/** @throws CliError `usage` if the directory holds no run of a rating model. */
export function readRatingRun(directory: string): RatingRun {
  const file = join(directory, RUN_FILE);
  let content: Partial<Record<keyof RatingRun, unknown>>;
  try {
    content = JSON.parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    throw new CliError(
      'usage',
      `${shownPath(directory)} is not a run of train-ratings: it has no readable ${RUN_FILE}`,
      { cause },
    );
  }
  return {
    configuration: ratingConfiguration(content.configuration, shownPath(file)),
    dataset: String(content.dataset),
    command: String(content.command),
  };
}

/** A model with the data that it reads. */
export interface RatingModel {
  readonly data: RatingData;
  readonly split: RatingSplit;
  readonly features: BstFeatures;
  readonly model: Bst;
  readonly predictor: RatingPredictor;
  /** If the model predicts likes. */
  readonly likes?: LikeTask;
}

/** The model of a configuration with first weights. An engine must be running. */
export function ratingModel(
  { ratings: settings }: RatingConfiguration,
  dataset: Dataset,
  texts: RatingTexts | undefined,
): RatingModel {
  const isLikes = settings.loss === 'log';
  const implicit = isLikes && (settings.implicit || dataset.sequences.values === undefined);
  const data = ratingData(dataset, { implicit });
  const split = splitRatings(data, ratingRecipe(settings));
  const options = completeOptions<BstOptions>(
    { title: 'BST', options: bstOptions },
    {
      ...Object.fromEntries(Object.entries(settings).filter(([name]) => name in bstOptions)),
      ...(implicit && { likedFrom: 1 }),
    },
  );
  const { likedFrom } = options;
  const likes = isLikes ? likeTask(data, split, { likedFrom, implicit, settings }) : undefined;
  const features = BstFeatures.fit(
    { data, events: split.train },
    dataset,
    { ...options, ...(texts && { texts }) },
    { knownUsers: !implicit },
  );
  const model = new Bst({ ...options, ...features.sizes });
  const predictor = bstPredictor({ model, features });
  return { data, split, features, model, predictor, ...(likes && { likes }) };
}
