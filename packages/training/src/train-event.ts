import type { MetricKey } from '@org/metrics';

/** What training is doing, in order. Every event names the step it belongs to: the number of updates made so far. */
export type TrainEvent =
  | TrainStarted
  | StepDone
  | EpochDone
  | EvaluationProgress
  | EvaluationDone
  | CheckpointSaved
  | StoppedEarly
  | Aborted;

/** First. */
export interface TrainStarted {
  readonly type: 'started';
  /** Updates already made, more than 0 after a resume. */
  readonly step: number;
  /** Counted from 0. */
  readonly epoch: number;
  readonly totalSteps: number;
  readonly batchesPerEpoch: number;
  /** Numbers that are trained. */
  readonly parameters: number;
  /** The checkpoint that was resumed. */
  readonly resumedFrom?: string;
  /** Newer checkpoints that were passed over as damaged, each with the reason. */
  readonly skipped: readonly string[];
}

/** After each update. */
export interface StepDone {
  readonly type: 'step';
  readonly step: number;
  /** Counted from 0. */
  readonly epoch: number;
  /** Which batch of its epoch, counted from 0. */
  readonly batch: number;
  readonly totalSteps: number;
  /** Mean over the batch's targets, before the update. */
  readonly loss: number;
  readonly learningRate: number;
  /** Over all gradients, before clipping. */
  readonly gradientNorm: number;
  /** Rows of the batch that hold a sample. */
  readonly sequences: number;
  /** Over the last steps, time spent outside of steps left out. */
  readonly sequencesPerSecond: number;
  /** Seconds until `totalSteps` at that pace, evaluations not counted. */
  readonly etaSeconds: number;
}

/** After the last batch of each epoch. */
export interface EpochDone {
  readonly type: 'epoch';
  readonly step: number;
  readonly epoch: number;
  /** Mean over the targets of the epoch. */
  readonly loss: number;
}

/** While an evaluation runs. */
export interface EvaluationProgress {
  readonly type: 'evaluation-progress';
  readonly step: number;
  readonly users: number;
  readonly totalUsers: number;
}

export interface EvaluationDone {
  readonly type: 'evaluation';
  readonly step: number;
  readonly epoch: number;
  readonly metrics: Readonly<Record<MetricKey, number>>;
  /** The metric that decides, and its value. */
  readonly metric: MetricKey;
  readonly value: number;
  /** Whether this is the best so far. */
  readonly best: boolean;
  readonly bestStep: number;
  readonly bestValue: number;
  readonly seconds: number;
}

export interface CheckpointSaved {
  readonly type: 'checkpoint';
  readonly step: number;
  readonly directory: string;
  readonly reason: 'scheduled' | 'best' | 'abort' | 'end';
}

/** Patience ran out; the run ends. */
export interface StoppedEarly {
  readonly type: 'stopped-early';
  readonly step: number;
  readonly bestStep: number;
  readonly bestValue: number;
}

/** The signal was raised; the run ends. */
export interface Aborted {
  readonly type: 'aborted';
  readonly step: number;
  /** From where `resume` goes on; absent without `checkpoints`. */
  readonly checkpoint?: string;
}

/** One evaluation of a run. */
export interface EvaluationRecord {
  readonly step: number;
  readonly epoch: number;
  readonly metrics: Readonly<Record<MetricKey, number>>;
}

/** How a run ended; what the generator returns. */
export interface TrainResult {
  readonly reason: 'completed' | 'stopped-early' | 'aborted';
  readonly steps: number;
  /** Mean loss of the last whole epoch; of the part that was run when there was none; NaN without a step. */
  readonly loss: number;
  /** Every evaluation, those before a resume included. */
  readonly evaluations: readonly EvaluationRecord[];
  /** The evaluation whose weights the model now has, unless it was aborted or `restoreBest` is false. */
  readonly best?: EvaluationRecord;
  /** The newest checkpoint. */
  readonly checkpoint?: string;
}
