import type { LearningRateSchedule } from './learning-rate.js';
import type { OptimizerOptions } from './optimizer-options.js';
import type { ScheduleKind } from './schedules.js';

/** How a model is trained, in the settings that people choose. Plain JSON. */
export interface TrainingRecipe {
  /** The most passes over the training data, at least 1. */
  readonly epochs: number;
  /** B, the sequences of a step. */
  readonly batchSize: number;
  /** The highest learning rate. */
  readonly learningRate: number;
  /** The learning rate after the warm-up. */
  readonly schedule: ScheduleKind;
  /** The share of all steps over which the learning rate rises from 0, in [0, 0.9]. */
  readonly warmup: number;
  readonly optimizer: OptimizerOptions['kind'];
  /** Decoupled weight decay, with `adamw`. */
  readonly weightDecay: number;
  /** Stop after this many validations without a better value; 0: never. */
  readonly patience: number;
}

/** The only defaults: those of the command line and of `@org/recommender`. */
export const defaultRecipe: TrainingRecipe = {
  epochs: 30,
  batchSize: 16,
  learningRate: 0.002,
  schedule: 'linear',
  warmup: 0.05,
  optimizer: 'adamw',
  weightDecay: 0.01,
  patience: 15,
};

/** The optimizer of a recipe. */
export function recipeOptimizer({
  optimizer: kind,
  weightDecay,
}: Pick<TrainingRecipe, 'optimizer' | 'weightDecay'>): OptimizerOptions {
  return kind === 'adamw' ? { kind, weightDecay } : { kind };
}

/** The schedule of the whole run of `totalSteps`, even if the run pauses before its end. */
export function recipeLearningRate(
  {
    schedule: kind,
    learningRate: rate,
    warmup,
  }: Pick<TrainingRecipe, 'schedule' | 'learningRate' | 'warmup'>,
  totalSteps: number,
): LearningRateSchedule {
  const warmupSteps = Math.round(warmup * totalSteps);
  return kind === 'constant'
    ? { kind, rate, warmupSteps }
    : { kind, rate, warmupSteps, totalSteps };
}
