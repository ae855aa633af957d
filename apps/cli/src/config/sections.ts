import { baselineKinds, baselineTable } from '@org/baselines/table';
import { ENGINE_NAMES } from '@org/engine/names';
import { parseMetricKey, rankingMetrics } from '@org/metrics';
import { sourceFormats } from '@org/seqrec-data/formats';
import { defaultRecipe } from '@org/training/recipe';
import { scheduleKinds, schedules } from '@org/training/schedules';
import { updateOptions } from '@org/training/update-options';
import { z } from 'zod';
import { formatSettings } from './format-settings.js';
import { heldOutShares } from './held-out-shares.js';
import { option } from './option.js';
import { settingsOf } from './option-settings.js';

const baselineHelp = baselineKinds
  .filter((kind) => kind !== 'popularity')
  .map((kind) => `${kind}: ${baselineTable[kind].help}`)
  .join('; ');

const count = z.int().min(1);
const text = z.string().min(1);

const metricRule = `must be one of ${rankingMetrics.join(', ')} with a cut-off, like "ndcg@10"`;

/** Which interactions are read, and how. */
const sourceSettings = {
  files: option(z.array(text).min(1).optional(), {
    flag: 'data',
    value: 'path',
    help: 'files or a directory to read, postgres://user@host/database, or a store of events such as sqlite:events.db (default: the shipped sample, MovieLens latest-small)',
  }),
  format: option(z.enum(['auto', ...sourceFormats]).default('auto'), {
    help: 'layout of the files',
  }),
  ...formatSettings,
};

/** How interactions become sequences. */
const preparationSettings = {
  badRows: option(z.enum(['fail', 'skip']).default('fail'), {
    help: 'what to do about rows that cannot be read: fail stops at the first, skip leaves them out and counts them',
  }),
  minRating: option(z.number().optional(), {
    value: 'value',
    help: 'the lowest value of a like (default: every interaction is a like; in KuaiRec and KuaiRand a value above 0.7)',
  }),
  aboveRating: option(z.number().optional(), {
    value: 'value',
    help: 'the value that a like must exceed, in place of --min-rating',
  }),
  belowRating: option(z.enum(['dislike', 'drop']).default('dislike'), {
    help: 'what to do about interactions that are not likes: dislike keeps them as dislikes, drop leaves them out',
  }),
  sessions: option(z.enum(['user', 'source']).default('user'), {
    help: 'what becomes a sequence: all events of a user, or each session of the source',
  }),
  sessionGap: option(z.number().min(0).optional(), {
    value: 'time',
    help: 'start a new sequence after a longer pause, in the unit of the timestamps',
  }),
  duplicates: option(z.enum(['keep-all', 'first', 'last', 'consecutive']).default('keep-all'), {
    help: 'which of the events of a user with the same item are kept',
  }),
  minEvents: option(count.default(1), { help: 'leave out sequences with fewer events' }),
  maxEvents: option(count.optional(), { help: 'the longest sequence (default: no limit)' }),
  tooLong: option(z.enum(['truncate', 'drop']).default('truncate'), {
    help: 'what to do about longer sequences: truncate removes their oldest events, drop leaves them out',
  }),
  minUserEvents: option(count.default(1), {
    help: 'leave out users with fewer events; repeated with --min-item-events until neither removes more (k-core)',
  }),
  minItemEvents: option(count.default(1), { help: 'leave out items with fewer events' }),
  cache: option(text.default('.cache/seqrec'), {
    value: 'dir',
    help: 'directory of prepared data',
  }),
};

export const dataSection = z.strictObject({ ...sourceSettings, ...preparationSettings });

/** The data settings that describe files; the others filter their content. */
export const sourceKeys = Object.keys(sourceSettings) as readonly (keyof typeof sourceSettings)[];

/** The interactions to hold out. */
export const splitSection = z.strictObject({
  kind: option(
    z
      .enum(['leave-one-out', 'leave-last-n', 'global-time', 'random-users', 'all-in-test'])
      .default('leave-one-out'),
    { flag: 'split', help: 'which interactions are held out' },
  ),
  validationSize: option(count.default(1), {
    help: 'last items per user for validation, with leave-last-n',
  }),
  testSize: option(count.default(1), {
    help: 'last items per user for the test, with leave-last-n',
  }),
  validationFrom: option(z.number().optional(), {
    value: 'time',
    help: 'timestamp at which validation starts, with global-time',
  }),
  testFrom: option(z.number().optional(), {
    value: 'time',
    help: 'timestamp at which the test starts, with global-time',
  }),
  ...heldOutShares({
    validation: { default: 0.1, help: 'share of users for validation, with random-users' },
    test: { default: 0.1, help: 'share of users for the test, with random-users' },
  }),
  seed: option(z.int().min(0).default(42), { flag: 'split-seed', help: 'seed of random-users' }),
});

/** How the model is trained. */
export const trainingSection = z.strictObject({
  epochs: option(count.default(defaultRecipe.epochs), {
    help: 'most passes over the training data',
  }),
  batchSize: option(count.default(defaultRecipe.batchSize), { help: 'sequences per step' }),
  microBatchSize: option(count.optional(), {
    help: 'sequences that a step computes at a time (default: what suits the engine)',
  }),
  mixLengths: option(z.boolean().default(false), {
    help: 'mix sequences of all lengths in a step, as publications do: an epoch teaches more and takes longer (default: similar lengths together, which need less padding)',
  }),
  learningRate: option(z.number().positive().default(defaultRecipe.learningRate), {
    value: 'rate',
    help: 'the highest learning rate',
  }),
  schedule: option(z.enum(scheduleKinds).default(defaultRecipe.schedule), {
    help: `the learning rate after the warm-up: ${scheduleKinds.map((kind) => `${kind} ${schedules[kind].help}`).join(', ')}`,
  }),
  warmup: option(z.number().min(0).max(0.9).default(defaultRecipe.warmup), {
    value: 'share',
    help: 'share of all steps over which the learning rate rises from 0',
  }),
  optimizer: option(z.enum(['adam', 'adamw']).default(defaultRecipe.optimizer), {
    help: 'update rule',
  }),
  weightDecay: option(z.number().min(0).default(defaultRecipe.weightDecay), {
    value: 'rate',
    help: 'decoupled weight decay, with adamw',
  }),
  ...settingsOf(updateOptions),
  validateEvery: option(count.default(1), {
    value: 'epochs',
    help: 'epochs between two validations',
  }),
  validationMetric: option(
    z
      .string()
      .refine((key) => parseMetricKey(key) !== undefined, metricRule)
      .default('ndcg@10'),
    {
      value: 'm@k',
      help: `metric that decides which weights are the best (${rankingMetrics.join(', ')})`,
    },
  ),
  patience: option(z.int().min(0).default(defaultRecipe.patience), {
    value: 'n',
    help: 'stop after this many validations without a better value; 0: never',
  }),
  checkpointEvery: option(count.default(5), {
    value: 'epochs',
    help: 'epochs between two checkpoints',
  }),
  keepCheckpoints: option(count.default(2), {
    help: 'how many checkpoints are kept besides the best one',
  }),
  seed: option(z.int().min(0).default(42), { help: 'seed of weights, masks, order and dropout' }),
});

/** How results are measured. */
export const evaluationSection = z.strictObject({
  ks: option(z.array(count).min(1).default([5, 10, 20]), {
    value: 'k,k',
    help: 'cut-offs of the metrics',
  }),
  baselines: option(z.array(z.enum(baselineKinds)).default(['popularity']), {
    value: 'name,name',
    help: `baselines besides popularity, and what they score an item by; ${baselineHelp}`,
  }),
  excludeSeen: option(z.boolean().optional(), {
    help: "leave the history's own items out of the ranking (default: unless half of the training events or more repeat one)",
    off: "rank the history's own items too",
  }),
  protocols: option(z.array(z.enum(['full', 'uniform-100', 'popularity-100'])).default(['full']), {
    flag: 'protocol',
    value: 'name,name',
    help: 'protocols; rankings among 100 sampled negatives are added to the full ranking, with separate names',
  }),
  categories: option(text.optional(), {
    value: 'attribute',
    help: 'attribute of items to slice results by (default: genres, categories or tags, if items have them)',
  }),
  debiasPower: option(z.number().min(0).default(1), {
    value: 'power',
    help: 'power of the debiased view, which assumes that items are observed in proportion to their popularity to this power',
  }),
  resamples: option(count.default(2000), {
    help: 'bootstrap resamples of the intervals',
  }),
  seed: option(z.int().min(0).default(42), {
    flag: 'evaluation-seed',
    help: 'seed of sampled negatives and of the bootstrap',
  }),
});

/** The engine that computes. */
export const engineSection = z.strictObject({
  name: option(z.enum(['auto', ...ENGINE_NAMES]).default('auto'), {
    flag: 'engine',
    help: 'engine that computes; auto starts the fastest that is installed',
  }),
  threads: option(count.optional(), {
    help: 'cores that the engine onnx uses (default: all)',
  }),
});

/** Where results go. */
export const runSection = z.strictObject({
  output: option(text.optional(), {
    value: 'dir',
    help: 'directory of the run (default: runs/<model>-<data>)',
  }),
  tensorboard: option(z.boolean().default(true), {
    help: 'write scalars for TensorBoard to <run>/tensorboard',
    off: 'write no scalars for TensorBoard',
  }),
});
