import type { Engine } from '@org/engine';
import type { ExampleRecord, MetricIntervals, ProtocolFacts } from '@org/evaluation';
import type { CatalogueMetrics, MetricKey } from '@org/metrics';
import type { TrainEvent } from '@org/training';
import type { Configuration } from '../config/configuration.js';

/** What the worker is asked to do. Directories are absolute. */
export interface TrainJob {
  readonly configuration: Configuration;
  readonly dataset: string;
  readonly run: string;
  readonly resume: boolean;
  /** What was typed to begin the run. */
  readonly command: string;
}

export type EngineSummary = Pick<Engine, 'name' | 'backend' | 'version' | 'device'>;

/** What the worker tells, in order: the engine, training, evaluations, and how it ended. */
export type WorkerMessage =
  | { readonly type: 'engine'; readonly engine: EngineSummary }
  | { readonly type: 'train'; readonly event: TrainEvent }
  | {
      readonly type: 'evaluating';
      readonly scorer: string;
      readonly users: number;
      readonly totalUsers: number;
    }
  | { readonly type: 'evaluated'; readonly scores: ScorerScores }
  | { readonly type: 'done'; readonly outcome: TrainOutcome }
  | { readonly type: 'failed'; readonly failure: Failure };

/** An error on its way out of the worker. */
export interface Failure {
  readonly message: string;
  readonly code?: string;
  readonly stack?: string;
}

/** What one scorer reached on the held-out items, under one protocol. */
export interface ScorerScores {
  readonly scorer: string;
  readonly protocol: ProtocolFacts;
  readonly users: number;
  readonly metrics: Readonly<Record<MetricKey, number>>;
  readonly intervals: MetricIntervals;
  readonly catalogue?: CatalogueMetrics;
  readonly seconds: number;
}

/** A run that came to its end. */
export interface FinishedOutcome {
  readonly reason: 'completed' | 'stopped-early';
  readonly steps: number;
  /** Counted from 0. */
  readonly bestEpoch?: number;
  readonly artifact: string;
  readonly version: string;
  /** Of the full ranking. */
  readonly scores: readonly ScorerScores[];
  /** Of sampled protocols, where any was asked for. */
  readonly sampledScores: readonly ScorerScores[];
  /** What the model recommends to one of the held-out users. */
  readonly example?: ExampleRecord;
}

export type TrainOutcome = { readonly reason: 'aborted'; readonly steps: number } | FinishedOutcome;
