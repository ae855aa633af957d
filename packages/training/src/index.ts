export type { Artifact, ArtifactContent, ModelBuilder } from './artifact.js';
export { TrainingError, type TrainingErrorCode, type TrainingErrorData } from './error.js';
export type { EvaluateOptions, EvaluationProtocol, EvaluationResult } from './evaluate.js';
export type { LearningRateSchedule } from './learning-rate.js';
export type { AdamOptions, AdamWOptions, OptimizerOptions } from './optimizer-options.js';
export type { BatchArray, Fill, Step, StepBody, StepContext, StepRunner } from './step.js';
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
export type { CheckpointOptions, Every, TrainOptions, ValidationOptions } from './train-options.js';
