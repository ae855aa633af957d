import { join } from 'node:path';
import { type Checkpoint, checkpointName, newestCheckpoint, readCheckpoint } from './checkpoint.js';
import { networkVariables, writeVariables } from './model-weights.js';
import { bestEvaluation, type RunState } from './run-state.js';
import { WEIGHTS } from './run-tensors.js';
import type { EvaluationRecord } from './train-event.js';
import type { TrainableModel } from './trainable-model.js';

/** The checkpoint of an unfinished run whose weights are the best so far. */
export interface BestCheckpoint {
  readonly checkpoint: Checkpoint;
  /** The validation that chose it. Absent before the first validation, when it is the newest checkpoint. */
  readonly validation?: EvaluationRecord & { readonly metric: string; readonly value: number };
  /** The state of the run in its newest checkpoint. */
  readonly newest: RunState;
  /**  Damaged checkpoints that were skipped, each with the reason. */
  readonly skipped: readonly string[];
}

/**
 * The best checkpoint in a run's directory of checkpoints: that of the best validation so far, else the newest.
 * Undefined if no whole checkpoint has an update.
 *
 * @throws FileError `version` for a checkpoint of another format.
 */
export async function bestCheckpoint(directory: string): Promise<BestCheckpoint | undefined> {
  const { checkpoint, skipped } = await newestCheckpoint(directory);
  if (checkpoint === undefined || checkpoint.run.step === 0) return undefined;
  const newest = checkpoint.run;
  const evaluation = bestEvaluation(newest);
  const metric = metricOf(checkpoint);
  if (evaluation === undefined || metric === undefined) return { checkpoint, newest, skipped };
  const best =
    evaluation.step === newest.step
      ? checkpoint
      : await readCheckpoint(join(directory, checkpointName(evaluation.step)));
  const value = evaluation.metrics[metric] ?? Number.NaN;
  return { checkpoint: best, validation: { ...evaluation, metric, value }, newest, skipped };
}

/** The kind and options of the model that a checkpoint belongs to. */
export function checkpointModel({ config }: Checkpoint): {
  readonly kind: string;
  readonly config: Readonly<Record<string, unknown>>;
} {
  // `planRun` wrote it.
  return config.model as ReturnType<typeof checkpointModel>;
}

/**
 * Loads the weights of a checkpoint into a model.
 *
 * @throws TrainingError `corrupt` if they belong to another network.
 */
export function loadCheckpointWeights(
  { network }: TrainableModel,
  { tensors, directory }: Checkpoint,
): void {
  writeVariables(networkVariables(network), tensors, WEIGHTS, directory);
}

/** The metric that decides which weights are best. */
function metricOf({ config }: Checkpoint): string | undefined {
  const { metric } = (config.validation ?? {}) as { readonly metric?: string };
  return metric;
}
