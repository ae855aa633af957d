import type { Engine } from '@org/engine';
import { models } from '@org/models';
import { itemCounts, type Split, timeRange, trainingBatches, unitOfNewest } from '@org/seqrec-data';
import type { Model } from '@org/sequence-model';
import { type TrainResult, train } from '@org/training';
import { recipeLearningRate, recipeOptimizer } from '@org/training/recipe';
import type { WorkOptions } from './progress.js';
import type { Settings } from './settings.js';

export interface TrainModelOptions extends WorkOptions {
  readonly engine: Engine;
  readonly split: Split;
  /** V. */
  readonly itemCount: number;
  readonly settings: Settings;
  /** Gives the model weights to begin with. Default: random ones. */
  readonly start?: ((model: Model) => Promise<void>) | undefined;
}

export interface TrainedModel {
  readonly model: Model;
  /** Training counts by item index, length V + 1. */
  readonly popularity: Float64Array;
  readonly result: TrainResult;
}

/** Builds a model and trains it on a split: the weights are those of the best validation. An error frees them. */
export async function trainModel({
  engine,
  split,
  itemCount,
  settings,
  start,
  onProgress,
  signal,
}: TrainModelOptions): Promise<TrainedModel> {
  const { kind, training, objective, negatives, excludeSeen, seed } = settings;
  const { timeBuckets } = models[kind].definition.options;
  const buckets = Number(settings.model.timeBuckets ?? timeBuckets?.default ?? 0);
  const timed = buckets > 0 && unitOfTimes(split);
  const model = await models[kind].build({ ...settings.model, ...timed, itemCount, seed });
  try {
    await start?.(model);
    const { maxLength, times } = model;
    const batches = trainingBatches(split.train, {
      ...{ objective, itemCount, maxLength, batchSize: training.batchSize, seed },
      times,
      ...(negatives && { negatives }),
    });
    const { epochs, patience } = training;
    const events = train({
      ...{ model, batches, seed, epochs, signal },
      optimizer: recipeOptimizer(training),
      learningRate: recipeLearningRate(training, epochs * batches.batchesPerEpoch),
      stepRunner: engine.stepRunner,
      ...(split.validation.size > 0 && {
        validation: { set: split.validation, ks: [10], excludeSeen, ...(patience && { patience }) },
      }),
    });
    for (;;) {
      const { done, value } = await events.next();
      if (!done) {
        onProgress?.({ type: 'train', event: value });
        continue;
      }
      signal?.throwIfAborted();
      return { model, popularity: itemCounts(split.train, itemCount), result: value };
    }
  } catch (error) {
    model.dispose();
    throw error;
  }
}

/** The option of a model that reads times; nothing for events without times. */
function unitOfTimes({ train }: Split) {
  return train.timestamps && { timeUnit: unitOfNewest(timeRange(train).last) };
}
