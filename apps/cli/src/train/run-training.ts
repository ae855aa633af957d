import { join } from 'node:path';
import { readDataset, splitSequences, trainingBatches } from '@org/seqrec-data';
import { modelScorer } from '@org/sequence-model';
import { saveArtifact, type TrainResult, train } from '@org/training';
import { baselineScorers } from '../baselines.js';
import { useEngine } from '../engine.js';
import { compareScorers } from '../evaluation.js';
import { models } from '../models/registry.js';
import { itemCounts } from '../popularity.js';
import { splitRecipe } from '../split-recipe.js';
import { version } from '../version.js';
import { exampleOf } from './example.js';
import type { TrainJob, TrainOutcome, WorkerMessage } from './job.js';
import { learningRate, optimizer } from './optimizer.js';

export interface RunTrainingOptions {
  /** Ends training between two steps, with a checkpoint. */
  readonly signal: AbortSignal;
  readonly tell: (message: WorkerMessage) => void;
}

/** A whole run: engine, data, training, test beside the baselines, artifact. */
export async function runTraining(
  { configuration, dataset: datasetDirectory, run, resume }: TrainJob,
  { signal, tell }: RunTrainingOptions,
): Promise<TrainOutcome> {
  const { model: modelSettings, training, evaluation } = configuration;
  const { seed } = training;
  const { maxLength, windowStride } = modelSettings;
  const engine = await useEngine(configuration.engine.name);
  const { name, backend, version: engineVersion, device } = engine;
  tell({ type: 'engine', engine: { name, backend, version: engineVersion, device } });

  const dataset = await readDataset(datasetDirectory);
  const { itemCount } = dataset.catalogue;
  const split = splitSequences(dataset.sequences, splitRecipe(configuration.split));
  const popularity = itemCounts(split.train, itemCount);

  const entry = models[modelSettings.kind];
  const model = (await entry.load()).create(modelSettings, itemCount, seed);
  const batches = trainingBatches(split.train, {
    objective: entry.objective(modelSettings),
    itemCount,
    maxLength,
    batchSize: training.batchSize,
    ...(windowStride === undefined ? {} : { windowStride }),
    seed,
  });

  const events = train({
    model,
    batches,
    seed,
    epochs: training.epochs,
    optimizer: optimizer(training),
    learningRate: learningRate(training, training.epochs * batches.batchesPerEpoch),
    clipNorm: training.clipNorm,
    ...(training.microBatchSize === undefined ? {} : { microBatchRows: training.microBatchSize }),
    ...(engine.stepRunner === undefined ? {} : { stepRunner: engine.stepRunner }),
    ...(split.validation.size === 0
      ? {}
      : {
          validation: {
            set: split.validation,
            ks: [10],
            excludeSeen: evaluation.excludeSeen,
            every: { epochs: training.validateEvery },
            ...(training.patience === 0 ? {} : { patience: training.patience }),
          },
        }),
    checkpoints: {
      directory: join(run, 'checkpoints'),
      every: { epochs: training.checkpointEvery },
      keep: training.keepCheckpoints,
      resume,
    },
    provenance: { dataset: dataset.manifest.contentHash, split: split.recipe },
    signal,
  });
  let step = await events.next();
  for (; !step.done; step = await events.next()) tell({ type: 'train', event: step.value });
  const result: TrainResult = step.value;
  const { reason, steps } = result;
  if (reason === 'aborted') return { reason, steps };

  const scorer = modelScorer(model);
  const baselines = await baselineScorers(evaluation.baselines, {
    train: split.train,
    itemCount,
    popularity,
  });
  const scores = await compareScorers([scorer, ...baselines], {
    set: split.test,
    itemCount,
    popularity,
    settings: evaluation,
    signal,
    onProgress: (name, users, totalUsers) =>
      tell({ type: 'evaluating', scorer: name, users, totalUsers }),
    onScores: (found) => tell({ type: 'evaluated', scores: found }),
  });
  const example = await exampleOf(scorer, dataset.catalogue, split.test);
  const artifact = await saveArtifact(run, {
    model,
    catalogue: dataset.catalogue,
    popularity,
    data: {
      contentHash: dataset.manifest.contentHash,
      source: dataset.manifest.source,
      filters: dataset.manifest.filters,
      split: split.recipe,
    },
    training: { ...training, steps, reason, engine: name },
    metrics: { test: scores.map(({ seconds: _, ...rest }) => rest) },
    versions: { cli: version, [engine.package]: engineVersion },
  });
  return {
    reason,
    steps,
    ...(result.best === undefined ? {} : { bestEpoch: result.best.epoch }),
    artifact: run,
    version: artifact.version,
    scores,
    ...(example === undefined ? {} : { example }),
  };
}
