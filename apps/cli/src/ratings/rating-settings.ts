import { bstOptions, DEFAULT_CANDIDATES, MOST_CANDIDATES } from '@org/bst/definition';
import type { RatingSplitRecipe } from '@org/ratings';
import { ratingBaselineKinds, ratingSplitKinds } from '@org/ratings/names';
import { z } from 'zod';
import { heldOutShares } from '../config/held-out-shares.js';
import { issueSentence } from '../config/issue.js';
import { type OptionSpec, option, sectionOptions } from '../config/option.js';
import { settingsOf } from '../config/option-settings.js';
import { dataSection, engineSection } from '../config/sections.js';
import { sentenceInFlags } from '../config/spell-flags.js';
import { vectorOptions } from '../config/vector-options.js';
import { CliError } from '../program/cli-error.js';

const count = z.int().min(1);
const { dense: _, seed: __, stddev: ___, ...modelOptions } = bstOptions;

/** The settings of a rating model: its split, its network, its training, its baselines. */
const ratingsSection = z.strictObject({
  split: option(z.enum(ratingSplitKinds).default('last-rating'), {
    help: 'which ratings are held out: the last of each user, the newest of all, some at random, or overlapping windows at random as published; the last two leak',
  }),
  ...heldOutShares({
    validation: {
      default: 0.05,
      help: 'share of the ratings or windows for validation, unless the split is last-rating',
    },
    test: { default: 0.15, help: 'the same for the test' },
  }),
  windowSize: option(z.int().min(2).default(8), {
    help: 'ratings of a window, with random-windows',
  }),
  windowStride: option(count.default(1), {
    help: 'ratings between the starts of two windows, with random-windows',
  }),
  splitSeed: option(z.int().min(0).default(42), { help: 'seed of the splits at random' }),
  ...settingsOf(modelOptions),
  negatives: option(z.int().min(0).max(1000).default(0), {
    help: 'with the loss log, items that the user does not have, drawn for each liked one; each counts as not liked',
  }),
  negativeSampling: option(z.enum(['uniform', 'popularity']).default('uniform'), {
    help: 'how they are drawn: uniformly, or by popularity',
  }),
  implicit: option(z.boolean().default(false), {
    help: 'with the loss log, count every event as a like and read only items and times, as a re-ranker does; always so for data without ratings',
  }),
  firstStage: option(z.string().min(1).optional(), {
    value: 'dir',
    help: 'with --implicit, the model whose candidates are ordered again: negatives are its candidates, and its scores are features. It may not be trained on the last events of users, from which the re-ranker learns: train it by --split leave-last-n --test-size 10',
  }),
  candidates: option(z.int().min(2).max(MOST_CANDIDATES).default(DEFAULT_CANDIDATES), {
    help: 'candidates of a list of the first stage',
  }),
  ...vectorOptions('frozen features of the items'),
  epochs: option(count.default(4), { help: 'most passes over the training ratings' }),
  batchSize: option(count.default(512), { help: 'ratings per step' }),
  learningRate: option(z.number().positive().default(0.001), {
    value: 'rate',
    help: 'the highest learning rate; it falls linearly to 0',
  }),
  weightDecay: option(z.number().min(0).default(0.01), {
    value: 'x',
    help: 'weight decay of AdamW',
  }),
  validations: option(count.default(4), { help: 'validations in an epoch' }),
  patience: option(z.int().min(0).default(0), {
    help: 'stop after this many validations without a better one; 0: never',
  }),
  seed: option(z.int().min(0).default(42), { help: 'seed of weights, order and dropout' }),
  baselines: option(z.array(z.enum(ratingBaselineKinds)).default([...ratingBaselineKinds]), {
    value: 'name,name',
    help: 'predictors of ratings in the table besides the model',
  }),
  output: option(z.string().min(1).optional(), {
    value: 'dir',
    help: 'directory of the run (default: runs/bst-<data>)',
  }),
});

export const ratingConfigurationSchema = z.strictObject({
  data: dataSection.prefault({}),
  ratings: ratingsSection.prefault({}),
  engine: engineSection.prefault({}),
});

export type RatingConfiguration = z.infer<typeof ratingConfigurationSchema>;
export type RatingSettings = RatingConfiguration['ratings'];

/** The flags of the settings. */
export const ratingOptionSpecs: readonly OptionSpec[] = sectionOptions('ratings', ratingsSection);

/**
 * A whole configuration from flags or a file, with defaults.
 *
 * @throws CliError `usage`, naming the setting.
 */
export function ratingConfiguration(given: unknown, origin?: string): RatingConfiguration {
  const parsed = ratingConfigurationSchema.safeParse(given, { reportInput: true });
  if (parsed.success) return parsed.data;
  const sentences = parsed.error.issues.map((issue) =>
    origin === undefined
      ? sentenceInFlags(issue, ratingConfigurationSchema)
      : `${origin}: ${issueSentence(issue, ratingConfigurationSchema)}`,
  );
  throw new CliError('usage', sentences.join('; '));
}

/** The split of the settings. */
export function ratingRecipe(settings: RatingSettings): RatingSplitRecipe {
  const { split: kind, validationShare, testShare, splitSeed: seed } = settings;
  const shares = { validationShare, testShare };
  switch (kind) {
    case 'last-rating':
      return { kind };
    case 'global-time':
      return { kind, ...shares };
    case 'random-ratings':
      return { kind, ...shares, seed };
    case 'random-windows':
      return { kind, ...shares, seed, size: settings.windowSize, stride: settings.windowStride };
  }
}
