/** The events of a run, in order. Every event has the number of updates so far as its `step`. */
export type TrainEvent =
  | TrainStarted
  | StepDone
  | EpochDone
  | EvaluationProgress
  | EvaluationDone
  | CheckpointSaved
  | StoppedEarly
  | Aborted;

/** The first event. */
export interface TrainStarted {
  readonly type: 'started';
  /** The number of earlier updates, above 0 after a resume. */
  readonly step: number;
  /** Counted from 0. */
  readonly epoch: number;
  readonly totalSteps: number;
  readonly batchesPerEpoch: number;
  /** The number of trainable parameters. */
  readonly parameters: number;
  /** The checkpoint that the run resumed from. */
  readonly resumedFrom?: string;
  /** Newer, damaged checkpoints that were skipped, each with the reason. */
  readonly skipped: readonly string[];
}

/** After each update. */
export interface StepDone {
  readonly type: 'step';
  readonly step: number;
  /** Counted from 0. */
  readonly epoch: number;
  /** The batch of the epoch, counted from 0. */
  readonly batch: number;
  readonly totalSteps: number;
  /** The mean over the batch's labels, before the update. */
  readonly loss: number;
  readonly learningRate: number;
  /** The norm of all gradients together, before clipping. */
  readonly gradientNorm: number;
  /** The number of rows of the batch that hold a sample. */
  readonly sequences: number;
  /** Over the last steps, without the time between steps. */
  readonly sequencesPerSecond: number;
  /** Seconds until `totalSteps` at this pace, without evaluations. */
  readonly etaSeconds: number;
}

/** After the last batch of each epoch. */
export interface EpochDone {
  readonly type: 'epoch';
  readonly step: number;
  readonly epoch: number;
  /** The mean over the labels of the epoch. */
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
  readonly metrics: Readonly<Record<string, number>>;
  /** The metric that decides which weights are best, and its value. */
  readonly metric: string;
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

/** The run ends because its patience ran out. */
export interface StoppedEarly {
  readonly type: 'stopped-early';
  readonly step: number;
  readonly bestStep: number;
  readonly bestValue: number;
}

/** The run ends because its signal was aborted. */
export interface Aborted {
  readonly type: 'aborted';
  readonly step: number;
  /** The checkpoint that `resume` continues from; absent without `checkpoints`. */
  readonly checkpoint?: string;
}

/** One evaluation of a run. */
export interface EvaluationRecord {
  readonly step: number;
  readonly epoch: number;
  readonly metrics: Readonly<Record<string, number>>;
}

/** The end of a run; the return value of the generator. */
export interface TrainResult {
  readonly reason: 'completed' | 'stopped-early' | 'aborted';
  readonly steps: number;
  /** The mean loss of the last whole epoch, or else of the steps so far; NaN without a step. */
  readonly loss: number;
  /** Every evaluation, including those before a resume. */
  readonly evaluations: readonly EvaluationRecord[];
  /** The best evaluation, whose weights the model now has, unless the run was aborted or `restoreBest` is false. */
  readonly best?: EvaluationRecord;
  /** The newest checkpoint. */
  readonly checkpoint?: string;
}
