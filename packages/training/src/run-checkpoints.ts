import { join } from 'node:path';
import {
  checkpointName,
  listCheckpoints,
  newestCheckpoint,
  openCheckpointDirectory,
  pruneCheckpoints,
  readCheckpoint,
  writeCheckpoint,
} from './checkpoint.js';
import type { CheckpointKeeper, StartingPoint } from './checkpoint-keeper.js';
import { configDifference } from './config-difference.js';
import { TrainingError } from './error.js';
import type { RunPlan } from './run-plan.js';
import type { RunState } from './run-state.js';
import type { NamedTensors } from './run-tensors.js';
import type { CheckpointOptions } from './train-options.js';

/** Keeps the checkpoints of a run in its directory. */
export function directoryKeeper(options: CheckpointOptions): CheckpointKeeper {
  return {
    open: (plan) => openCheckpoints(options, plan),
    save: (plan, run, tensors) => saveCheckpoint(options, plan, run, tensors),
  };
}

/**
 * Opens a run's checkpoint directory: reads the newest whole checkpoint if `resume` is set; otherwise the directory
 * must hold none.
 */
async function openCheckpoints(
  { directory, resume = false }: CheckpointOptions,
  { config }: RunPlan,
): Promise<StartingPoint> {
  await openCheckpointDirectory(directory);
  if (!resume) {
    const count = (await listCheckpoints(directory)).length;
    if (count === 0) return { skipped: [] };
    throw new TrainingError(
      'exists',
      `${directory} holds ${count} checkpoints of another run: resume it, or choose another directory`,
      { file: directory },
    );
  }

  const { checkpoint, skipped } = await newestCheckpoint(directory);
  if (checkpoint === undefined) return { skipped };
  const difference = configDifference(config, checkpoint.config);
  if (difference !== undefined) {
    throw new TrainingError(
      'checkpoint-mismatch',
      `${checkpoint.directory} belongs to a run with another configuration: ${difference}`,
      { file: checkpoint.directory },
    );
  }
  const { step, bestStep } = checkpoint.run;
  if (bestStep === undefined) return { checkpoint, skipped };
  const best =
    bestStep === step
      ? checkpoint
      : await readCheckpoint(join(directory, checkpointName(bestStep)));
  return { checkpoint, bestWeights: best.tensors, skipped };
}

/** Saves the state of a run, deletes old checkpoints, and returns the new checkpoint's directory. */
async function saveCheckpoint(
  { directory }: CheckpointOptions,
  { config, keep }: RunPlan,
  run: RunState,
  tensors: NamedTensors,
): Promise<string> {
  const saved = await writeCheckpoint(directory, { run, config, tensors });
  await pruneCheckpoints(directory, keep, run.bestStep);
  return saved;
}
