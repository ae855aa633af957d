import type { Failure } from '../train/job.js';
import type { TrialOutcome } from '../train/run-trial.js';

/** A message from a trial's process; the last one says how the trial ended. */
export type TrialMessage =
  | { readonly type: 'memory'; readonly bytes: number }
  | {
      readonly type: 'validated';
      /** Counted from 1. */
      readonly epoch: number;
      readonly value: number;
      readonly bestValue: number;
    }
  | { readonly type: 'done'; readonly outcome: TrialOutcome; readonly peakBytes: number }
  | { readonly type: 'failed'; readonly failure: Failure };
