import type { Engine } from '@org/engine';
import type { ExampleRecord } from '@org/evaluation';
import type { ItemFeature } from '@org/seqrec-data';
import type { TrainEvent } from '@org/training';
import type { SettledConfiguration } from '../config/configuration.js';
import type { FitProgress, LongFit } from '../measure/baselines.js';
import type { ScorerScores } from '../measure/evaluation.js';

/** The worker's job. Directories are absolute. */
export interface TrainJob {
  readonly configuration: SettledConfiguration;
  readonly dataset: string;
  readonly run: string;
  readonly resume: boolean;
  /** The directory of the model whose weights replace the random first weights. */
  readonly warmStart?: string;
  /** The command line that began the run. */
  readonly command: string;
}

export type EngineSummary = Pick<Engine, 'name' | 'backend' | 'version' | 'device'>;

/** The worker's messages, in order: the engine, training, evaluations, and the end. */
export type WorkerMessage =
  | { readonly type: 'engine'; readonly engine: EngineSummary }
  | { readonly type: 'encoding'; readonly done: number; readonly total: number }
  | { readonly type: 'without-vector'; readonly items: number }
  | { readonly type: 'features'; readonly features: readonly ItemFeature[] }
  | { readonly type: 'train'; readonly event: TrainEvent }
  | { readonly type: 'long-fit'; readonly fit: LongFit }
  | { readonly type: 'fitting'; readonly progress: FitProgress }
  | {
      readonly type: 'evaluating';
      readonly scorer: string;
      readonly users: number;
      readonly totalUsers: number;
    }
  | { readonly type: 'evaluated'; readonly scores: ScorerScores }
  | { readonly type: 'done'; readonly outcome: TrainOutcome }
  | { readonly type: 'failed'; readonly failure: Failure };

/** An error that leaves the worker. */
export interface Failure {
  readonly message: string;
  readonly code?: string;
  readonly stack?: string;
}

/** The end of a completed run. */
export interface FinishedOutcome {
  readonly reason: 'completed' | 'stopped-early';
  readonly steps: number;
  /** Counted from 0. */
  readonly bestEpoch?: number;
  readonly artifact: string;
  readonly version: string;
  /** Results of the full ranking. */
  readonly scores: readonly ScorerScores[];
  /** Results of the sampled protocols, if any. */
  readonly sampledScores: readonly ScorerScores[];
  /** The model's recommendations for one held-out user. */
  readonly example?: ExampleRecord;
  /** The newest items of its history, as arguments of `recommend`. */
  readonly typedItems: readonly string[];
}

export type TrainOutcome = { readonly reason: 'aborted'; readonly steps: number } | FinishedOutcome;
