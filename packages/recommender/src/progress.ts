import type { Engine } from '@org/engine';
import type { PrepareEvent } from '@org/seqrec-data';
import type { TrainEvent } from '@org/training';
import type { Settings } from './settings.js';

/** What a recommender is doing, in order. */
export type ProgressEvent =
  /** The engine that computes. */
  | {
      readonly type: 'engine';
      readonly engine: Pick<Engine, 'name' | 'backend' | 'version' | 'device'>;
    }
  /** Events are read and prepared. */
  | { readonly type: 'data'; readonly event: PrepareEvent }
  /** The settings, with a sentence for each one that the data decided. */
  | { readonly type: 'settings'; readonly settings: Settings; readonly reasons: readonly string[] }
  | { readonly type: 'train'; readonly event: TrainEvent }
  /** Users that an evaluation has ranked. */
  | { readonly type: 'evaluating'; readonly users: number; readonly totalUsers: number };

/** Options that every long work has. */
export interface WorkOptions {
  readonly onProgress?: ((event: ProgressEvent) => void) | undefined;
  /** An abort rejects with the signal's reason, after the current step. */
  readonly signal?: AbortSignal | undefined;
}
