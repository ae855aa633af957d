import type { Checkpoint } from './checkpoint.js';
import type { RunPlan } from './run-plan.js';
import type { RunState } from './run-state.js';
import type { NamedTensors } from './run-tensors.js';

/** Where a run keeps its checkpoints. */
export interface CheckpointKeeper {
  /** Opens the place. Gives the newest whole checkpoint if the run resumes. */
  open(plan: RunPlan): Promise<StartingPoint>;
  /** Saves the state of a run and returns the name of the new checkpoint. */
  save(plan: RunPlan, run: RunState, tensors: NamedTensors): Promise<string>;
}

/** The start of a run. */
export interface StartingPoint {
  readonly checkpoint?: Checkpoint;
  /** The weights of the best evaluation so far. */
  readonly bestWeights?: NamedTensors;
  /** Damaged checkpoints that were skipped, each with the reason. */
  readonly skipped: readonly string[];
}
