import { join } from 'node:path';
import { type ArtifactConfig, loadArtifact, saveArtifact } from '@org/artifact';
import type { Engine } from '@org/engine';
import { type ExampleRecord, writeEvaluation } from '@org/evaluation';
import type { MetricKey } from '@org/metrics';
import { modelBuilders, models } from '@org/models';
import {
  type Dataset,
  indicesIn,
  itemCounts,
  readDataset,
  type Split,
  timeRange,
  trainingBatches,
  unitOfNewest,
} from '@org/seqrec-data';
import { modelScorer, type SequenceModel } from '@org/sequence-model';
import { type TrainOptions, type TrainResult, train, warmStart } from '@org/training';
import { recipeLearningRate, recipeOptimizer } from '@org/training/recipe';
import { pickUpdateOptions } from '@org/training/update-options';
import type { SettledConfiguration } from '../config/configuration.js';
import { createModel } from '../config/model-section.js';
import { splitData } from '../data/split-data.js';
import { splitRecipe } from '../data/split-recipe.js';
import { baselineScorers, longFits } from '../measure/baselines.js';
import { withEarlierBaselines } from '../measure/earlier-baselines.js';
import {
  type Measurements,
  measureAll,
  requireMeasurable,
  type ScorerScores,
} from '../measure/evaluation.js';
import { evaluationContent } from '../measure/evaluation-content.js';
import { CliError } from '../program/cli-error.js';
import { useEngine } from '../program/engine.js';
import { shellWord } from '../program/shell-word.js';
import { shownPath } from '../program/start-directory.js';
import { version } from '../program/version.js';
import { exampleRecommendations } from '../recommend/examples.js';
import { typedItems } from '../recommend/typed-items.js';
import { modelContent } from '../runs/model-content.js';
import { batchOptions } from './batch-options.js';
import { itemContent, type TrainedContent } from './item-content.js';
import type { TrainJob, TrainOutcome, WorkerMessage } from './job.js';

export interface RunTrainingOptions {
  /** Ends training between two steps, with a checkpoint. */
  readonly signal: AbortSignal;
  readonly tell: (message: WorkerMessage) => void;
}

/** The shared values of the parts of a run. */
export interface Run extends RunTrainingOptions {
  readonly job: TrainJob;
  /** The start, by `performance.now()`. */
  readonly started: number;
  readonly engine: Engine;
  readonly dataset: Dataset;
  readonly split: Split;
  /** Training counts by item index, length V + 1. */
  readonly popularity: Float64Array;
  readonly model: SequenceModel;
  /** Undefined if the model learns a vector for each item. */
  readonly content: TrainedContent;
}

/** A whole run: engine, data, training, test beside the baselines, artifact. */
export async function runTraining(
  job: TrainJob,
  options: RunTrainingOptions,
): Promise<TrainOutcome> {
  const run = await openRun(job, options);
  const { baselines } = job.configuration.evaluation;
  const data = { train: () => run.split.train, itemCount: run.model.itemCount };
  for (const fit of longFits(baselines, data)) options.tell({ type: 'long-fit', fit });
  const result = await trainModel(run);
  const { reason, steps, best } = result;
  if (reason === 'aborted') return { reason, steps };
  try {
    const measurements = await testOrKeep(run, result);
    const { scores, sampledScores } = measurements;
    const examples = await exampleRecommendations(modelScorer(run.model), run.split.test, {
      catalogue: run.dataset.catalogue,
      userIds: run.dataset.sequences.userIds,
      excludeSeen: job.configuration.evaluation.excludeSeen,
    });
    const config = await writeModel(run, result, testMetrics(scores));
    await writeResult(run, config, { measurements, examples });
    const [example] = examples;
    return {
      reason,
      steps,
      ...(best === undefined ? {} : { bestEpoch: best.epoch }),
      artifact: job.run,
      version: config.version,
      scores,
      sampledScores,
      ...(example === undefined ? {} : { example }),
      typedItems: typedItems(run.dataset.catalogue, example?.history ?? [], 2),
    };
  } catch (error) {
    // The last checkpoint is written, so a resume only repeats the test.
    if (options.signal.aborted) return { reason: 'aborted', steps };
    throw error;
  }
}

/** Tests the model. If its settings do not allow the test, it is written untested, so that the training is not lost. */
async function testOrKeep(run: Run, result: TrainResult): Promise<Measurements> {
  try {
    return await testModel(run);
  } catch (error) {
    if (run.signal.aborted || !(error instanceof Error)) throw error;
    await writeModel(run, result, { untested: error.message });
    throw new CliError(
      'failure',
      `${error.message}; the model is trained and kept: test it with other settings by evaluate --artifact ${shellWord(shownPath(run.job.run))}`,
      { cause: error },
    );
  }
}

/** Starts the engine, and makes the split and the model. */
export async function openRun(job: TrainJob, options: RunTrainingOptions): Promise<Run> {
  const started = performance.now();
  const { configuration } = job;
  const engine = await useEngine(configuration.engine);
  const { name, backend, version, device } = engine;
  options.tell({ type: 'engine', engine: { name, backend, version, device } });

  const dataset = await readDataset(job.dataset);
  const { itemCount } = dataset.catalogue;
  const split = splitData({
    sequences: dataset.sequences,
    recipe: splitRecipe(configuration.split),
    timestampUnit: dataset.manifest.source.timestampUnit,
    trains: true,
  });
  // Evaluation would throw too, but only after training.
  if (split.test.size === 0) {
    throw new CliError(
      'failure',
      `the split ${split.recipe.kind} leaves nobody to test, as no user has events enough: hold out fewer, or choose another split`,
    );
  }
  requireMeasurable(
    configuration.evaluation,
    { train: () => split.train, test: split.test },
    dataset.catalogue,
  );
  const popularity = itemCounts(split.train, itemCount);
  const first = await firstModel(job, { ...options, dataset, popularity });
  return { job, started, ...options, engine, dataset, split, popularity, ...first };
}

interface FirstModelOptions extends RunTrainingOptions {
  readonly dataset: Dataset;
  readonly popularity: Float64Array;
}

/** The model before its first step. */
async function firstModel(
  { configuration, warmStart: directory }: TrainJob,
  { dataset, popularity, signal, tell }: FirstModelOptions,
): Promise<Pick<Run, 'model' | 'content'>> {
  const { catalogue, sequences, manifest } = dataset;
  const { itemCount } = catalogue;
  const timeUnit =
    sequences.timestamps &&
    (manifest.source.timestampUnit ?? unitOfNewest(timeRange(sequences).last));
  const { seed } = configuration.training;
  const earlier =
    directory === undefined ? undefined : await loadArtifact(directory, { kinds: modelBuilders });
  const content = await itemContent(configuration, {
    ...{ catalogue, popularity, signal, earlier },
    onProgress: (progress) => tell({ type: 'encoding', ...progress }),
  });
  const { vectors, features } = content;
  const model = await createModel(configuration.model, {
    ...{ itemCount, seed, timeUnit },
    ...(vectors && { contentSize: vectors.size }),
    ...(features && { featureColumns: features.columns }),
  });
  if (earlier !== undefined) {
    const known = indicesIn(earlier.catalogue, catalogue);
    const { build } = models[configuration.model.kind];
    await warmStart(model, { from: earlier.model, known, build });
    earlier.model.network.dispose();
  }
  if (vectors !== undefined && vectors.missing > 0) {
    tell({ type: 'without-vector', items: vectors.missing });
  }
  if (features !== undefined) tell({ type: 'features', features: features.fitted });
  if (vectors !== undefined || features !== undefined) {
    model.setItemContent?.({ vectors: vectors?.values, features: features?.values, popularity });
  }
  return { model, content };
}

/**
 * Trains up to `pauseAfter` epochs (default: to the end) and writes a checkpoint. A resume continues as if there had been
 * no pause.
 */
export async function trainModel(run: Run, pauseAfter?: number): Promise<TrainResult> {
  const { job, model, split, engine, dataset, content, signal, tell } = run;
  const { training } = job.configuration;
  const { seed, epochs, microBatchSize } = training;
  const batches = trainingBatches(split.train, batchOptions(job.configuration, model));
  const validation = validationOptions(split, job.configuration);
  const events = train({
    model,
    batches,
    seed,
    epochs: Math.min(epochs, pauseAfter ?? epochs),
    optimizer: recipeOptimizer(training),
    learningRate: recipeLearningRate(training, epochs * batches.batchesPerEpoch),
    ...pickUpdateOptions(training),
    ...(microBatchSize === undefined ? {} : { microBatchRows: microBatchSize }),
    ...(engine.stepRunner === undefined ? {} : { stepRunner: engine.stepRunner }),
    ...(validation === undefined ? {} : { validation }),
    checkpoints: {
      directory: join(job.run, 'checkpoints'),
      every: { epochs: training.checkpointEvery },
      keep: training.keepCheckpoints,
      resume: job.resume,
    },
    provenance: {
      ...{ dataset: dataset.manifest.contentHash, split: split.recipe },
      ...(content.vectors && { itemVectors: content.vectors.hash }),
      ...(content.features && { itemFeatures: content.features.hash }),
    },
    signal,
  });
  for (;;) {
    const { done, value } = await events.next();
    if (done) return value;
    tell({ type: 'train', event: value });
  }
}

/** Undefined if the split holds out nothing for validation; the result is then the weights of the last step. */
function validationOptions(
  { validation: set }: Split,
  { training, evaluation }: SettledConfiguration,
): TrainOptions['validation'] {
  if (set.size === 0) return undefined;
  return {
    set,
    metric: training.validationMetric as MetricKey,
    ks: [10],
    excludeSeen: evaluation.excludeSeen,
    every: { epochs: training.validateEvery },
    ...(training.patience === 0 ? {} : { patience: training.patience }),
  };
}

async function testModel(run: Run): Promise<Measurements> {
  const { job, model, dataset, split, popularity, signal, tell } = run;
  const { evaluation } = job.configuration;
  const { itemCount } = model;
  const baselines = await baselineScorers(evaluation.baselines, {
    train: () => split.train,
    itemCount,
    popularity,
    signal,
    onProgress: (progress) => tell({ type: 'fitting', progress }),
  });
  return measureAll(modelScorer(model), baselines, {
    set: split.test,
    catalogue: dataset.catalogue,
    popularity,
    userIds: dataset.sequences.userIds,
    settings: evaluation,
    signal,
    onProgress: (scorer, users, totalUsers) =>
      tell({ type: 'evaluating', scorer, users, totalUsers }),
    onScores: (scores) => tell({ type: 'evaluated', scores }),
  });
}

interface TestResult {
  readonly measurements: Measurements;
  readonly examples: readonly ExampleRecord[];
}

async function writeResult(
  { job, started, dataset, split, engine }: Run,
  model: ArtifactConfig,
  { measurements, examples }: TestResult,
): Promise<void> {
  const { command, configuration } = job;
  const content = evaluationContent(measurements.protocols, {
    command,
    trainCommand: command,
    started,
    dataset: dataset.manifest,
    trainedOn: dataset.manifest.contentHash,
    split: split.recipe,
    model,
    engine,
    settings: configuration.evaluation,
    examples,
  });
  await writeEvaluation(job.run, (await withEarlierBaselines(job.run, content)).content);
}

async function writeModel(
  { job, model, dataset, split, popularity, engine, content: items }: Run,
  { steps, reason, best }: TrainResult,
  test: Readonly<Record<string, unknown>>,
): Promise<ArtifactConfig> {
  const content = modelContent(job.configuration, { model, dataset, split, popularity });
  return saveArtifact(job.run, {
    ...content,
    itemContent: items.vectors?.stored,
    itemFeatures: items.features?.fitted,
    data: {
      ...content.data,
      ...(items.vectors && { itemVectors: items.vectors.hash }),
      ...(items.features && {
        itemFeatures: items.features.fitted.map(({ attribute, kind }) => `${attribute}:${kind}`),
      }),
    },
    training: { ...content.training, steps, reason, engine: engine.name },
    metrics: {
      ...(best === undefined ? {} : { validation: { epoch: best.epoch + 1, ...best.metrics } }),
      ...test,
    },
    versions: { cli: version, [engine.package]: engine.version },
  });
}

/** The content of `metrics.json` about the test. */
function testMetrics(scores: readonly ScorerScores[]): Readonly<Record<string, unknown>> {
  return {
    test: Object.fromEntries(
      scores.map(({ scorer, metrics, catalogue }) => [scorer, { ...metrics, ...catalogue }]),
    ),
    users: scores[0]?.users,
    protocol: scores[0]?.protocol,
  };
}
