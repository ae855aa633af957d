import type { MetricKey } from '@org/metrics';
import type { EvaluationRecord } from '@org/training';
import { CliError } from '../program/cli-error.js';
import type { TrainJob } from './job.js';
import { openRun, type RunTrainingOptions, trainModel } from './run-training.js';

/** A run of which only the training is done, and that up to some epoch. */
export interface TrialTask {
  readonly job: TrainJob;
  /** Epochs, counted from the beginning of the run. */
  readonly pauseAfter: number;
}

export interface TrialOutcome {
  readonly reason: 'paused' | 'stopped-early' | 'aborted';
  /** The best validation so far. */
  readonly best: { readonly epoch: number; readonly value: number };
  /** Every validation so far; epochs are counted from 1. */
  readonly curve: readonly { readonly epoch: number; readonly value: number }[];
}

/**
 * Trains towards the end of a run and pauses. The next task of the run goes on from the checkpoint, with the learning
 * rates of the whole run, to the same bytes as without a pause. The held-out test items are not looked at.
 */
export async function runTrial(
  { job, pauseAfter }: TrialTask,
  options: RunTrainingOptions,
): Promise<TrialOutcome> {
  const run = await openRun(job, options);
  if (run.split.validation.size === 0) {
    throw new CliError(
      'usage',
      `the split ${run.split.recipe.kind} holds nothing out for validation, by which trials are compared: choose another split`,
    );
  }
  const { reason, best, evaluations } = await trainModel(run, pauseAfter);
  const metric = job.configuration.training.validationMetric as MetricKey;
  const point = ({ epoch, metrics }: EvaluationRecord) => ({
    epoch: epoch + 1,
    value: metrics[metric] ?? Number.NaN,
  });
  return {
    reason: reason === 'completed' ? 'paused' : reason,
    best: best === undefined ? { epoch: 0, value: Number.NaN } : point(best),
    curve: evaluations.map(point),
  };
}
