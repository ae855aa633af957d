export { Adam, type Moments } from './adam.js';
export {
  type BestCheckpoint,
  bestCheckpoint,
  checkpointModel,
  loadCheckpointWeights,
} from './best-checkpoint.js';
export { type Checkpoint, listCheckpoints, readCheckpoint } from './checkpoint.js';
export { TrainingError, type TrainingErrorCode, type TrainingErrorData } from './error.js';
export { type LearningRateSchedule, learningRateAt } from './learning-rate.js';
export type { AdamOptions, AdamWOptions, OptimizerOptions } from './optimizer-options.js';
export type { RunState } from './run-state.js';
export type { ScheduleKind } from './schedules.js';
export { train } from './train.js';
export type {
  Aborted,
  CheckpointSaved,
  EpochDone,
  EvaluationDone,
  EvaluationProgress,
  EvaluationRecord,
  StepDone,
  StoppedEarly,
  TrainEvent,
  TrainResult,
  TrainStarted,
} from './train-event.js';
export type {
  CheckpointOptions,
  Every,
  MeasuredValidation,
  TrainOptions,
  ValidationOptions,
} from './train-options.js';
export type { ArrayBatch, ArrayBatchSource, TrainableModel } from './trainable-model.js';
export { type WarmStartOptions, warmStart } from './warm-start.js';
