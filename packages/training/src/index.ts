export { Adam, type GradientScale, type Moments } from './adam.js';
export type { Artifact, ArtifactContent, ModelBuilder } from './artifact.js';
export { eagerStep } from './eager-step.js';
export { TrainingError, type TrainingErrorCode, type TrainingErrorData } from './error.js';
export {
  type EvaluateOptions,
  type EvaluationProtocol,
  type EvaluationResult,
  evaluate,
} from './evaluate.js';
export {
  type EvaluateSampledOptions,
  evaluateSampled,
  type SampledEvaluationResult,
} from './evaluate-sampled.js';
export type { EvaluationOptions } from './evaluation.js';
export { type LearningRateSchedule, learningRateAt } from './learning-rate.js';
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
