import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Bst, BstFeatures, type BstOptions, bstOptions, bstPredictor } from '@org/bst';
import {
  likeExamples,
  likeQuestions,
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
import { type FirstStage, type FirstStageOptions, firstStage } from './first-stage.js';
import { type LikeTask, likeTask } from './like-model.js';
import {
  type RatingConfiguration,
  type RatingSettings,
  ratingConfiguration,
  ratingRecipe,
} from './rating-settings.js';
import type { RatingTexts } from './rating-texts.js';

const RUN_FILE = 'rating-run.json';

/** The content of `rating-run.json`. */
export interface RatingRun {
  readonly configuration: RatingConfiguration;
  /** The content hash of its dataset. */
  readonly dataset: string;
  /** The command line that began it. */
  readonly command: string;
  /** The version of the first stage whose candidates a re-ranker is trained on. */
  readonly firstStage?: string | undefined;
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
    ...(typeof content.firstStage === 'string' && { firstStage: content.firstStage }),
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

/** The events of a configuration, by part. */
export interface RatingEvents {
  /** Whether every event counts as a like. */
  readonly implicit: boolean;
  readonly data: RatingData;
  readonly split: RatingSplit;
}

export function ratingEvents(
  { ratings: settings }: RatingConfiguration,
  dataset: Dataset,
): RatingEvents {
  const implicit =
    settings.loss === 'log' && (settings.implicit || dataset.sequences.values === undefined);
  const data = ratingData(dataset, { implicit });
  return { implicit, data, split: splitRatings(data, ratingRecipe(settings)) };
}

/** The first stage of a configuration; undefined if it names none. An engine must be running. */
export async function ratingFirstStage(
  { ratings: { firstStage: directory, candidates } }: RatingConfiguration,
  options: Omit<FirstStageOptions, 'directory' | 'candidates'>,
): Promise<FirstStage | undefined> {
  return directory === undefined ? undefined : firstStage({ ...options, directory, candidates });
}

export interface RatingModelOptions {
  readonly texts?: RatingTexts | undefined;
  readonly firstStage?: FirstStage | undefined;
}

/** The model of a configuration with first weights. An engine must be running. */
export function ratingModel(
  { ratings: settings }: RatingConfiguration,
  dataset: Dataset,
  { implicit, data, split }: RatingEvents,
  { texts, firstStage }: RatingModelOptions,
): RatingModel {
  const options = completeOptions<BstOptions>(
    { title: 'BST', options: bstOptions },
    {
      ...Object.fromEntries(Object.entries(settings).filter(([name]) => name in bstOptions)),
      ...(implicit && { likedFrom: 1 }),
    },
  );
  const { likedFrom } = options;
  const likes =
    settings.loss === 'log'
      ? likeTask(data, split, { likedFrom, implicit, settings, firstStage })
      : undefined;
  const features = BstFeatures.fit(
    { data, events: split.train },
    dataset,
    { ...options, firstStage: firstStage !== undefined, ...(texts && { texts }) },
    {
      knownUsers: !implicit,
      ...(firstStage && likes && { questions: scaleQuestions(data, likes, settings) }),
    },
  );
  const model = new Bst({ ...options, ...features.sizes });
  const predictor = bstPredictor({ model, features });
  return { data, split, features, model, predictor, ...(likes && { likes }) };
}

/** Some questions of training about candidates, whose numbers differ from those of other items. */
function scaleQuestions(data: RatingData, task: LikeTask, { seed }: RatingSettings) {
  const { examples, likedFrom, negatives, targetTime, candidates } = task;
  const every = Math.ceil((examples.length * (1 + negatives.count)) / 20_000);
  const some = examples.filter((_, place) => place % every === 0);
  const { count, draw } = negatives;
  const drawn = likeExamples(data, some, { likedFrom, negatives: count, draw, seed });
  return likeQuestions(data, drawn, { targetTime, candidates });
}
