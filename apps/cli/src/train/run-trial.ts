import type { MetricKey } from '@org/metrics';
import type { EvaluationRecord } from '@org/training';
import { CliError } from '../program/cli-error.js';
import type { TrainJob } from './job.js';
import { openRun, type RunTrainingOptions, trainModel } from './run-training.js';

/** Part of a run: its training up to some epoch, without the test. */
export interface TrialTask {
  readonly job: TrainJob;
  /** Epochs since the beginning of the run. */
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
 * Trains a run up to a pause. The next task resumes from the checkpoint with the learning rates of the whole run and gets the
 * same bytes as without a pause. It never reads the held-out test items.
 */
export async function runTrial(
  { job, pauseAfter }: TrialTask,
  options: RunTrainingOptions,
): Promise<TrialOutcome> {
  const run = await openRun(job, options);
  if (run.split.validation.size === 0) {
    throw new CliError(
      'usage',
      `the split ${run.split.recipe.kind} holds nothing out for validation, which compares the trials: choose another split`,
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
