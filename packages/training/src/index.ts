export { Adam, type GradientScale, type Moments } from './adam.js';
export {
  type Artifact,
  type ArtifactContent,
  type LoadArtifactOptions,
  loadArtifact,
  type ModelBuilder,
  saveArtifact,
} from './artifact.js';
export {
  ARTIFACT_FORMAT_VERSION,
  type ArtifactConfig,
  readArtifactConfig,
} from './artifact-config.js';
export { type Checkpoint, listCheckpoints, readCheckpoint } from './checkpoint.js';
export {
  type CompareOptions,
  type Comparison,
  type Contestant,
  compare,
  incomparable,
  type Measured,
  type TestedP,
} from './compare.js';
export { type DebiasedValues, type DebiasOptions, debias } from './debiased.js';
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
export {
  EVALUATION_FILE,
  type EvaluationContent,
  type MeasuredProtocol,
  readEvaluation,
  readPerUser,
  writeEvaluation,
} from './evaluation-file.js';
export {
  type DebiasedRecord,
  EVALUATION_FORMAT_VERSION,
  type EvaluationFile,
  type ExampleItem,
  type ExampleRecord,
  type MetricIntervals,
  type ProtocolRecord,
  type ScorerRecord,
  type SliceRecord,
} from './evaluation-schema.js';
export { layersModelDirectory } from './layers-model-files.js';
export { type LearningRateSchedule, learningRateAt } from './learning-rate.js';
export {
  type MeasuredScorer,
  type MeasureOptions,
  measure,
  type ProtocolChoice,
  type ProtocolFacts,
  protocolName,
} from './measure.js';
export type { AdamOptions, AdamWOptions, OptimizerOptions } from './optimizer-options.js';
export type { PerUserResults, ScorerResults } from './per-user-file.js';
export type { Rankings } from './rankings.js';
export type { RunState } from './run-state.js';
export {
  decodeSafeTensors,
  encodeSafeTensors,
  type SafeTensor,
  type SafeTensorsFile,
} from './safetensors.js';
export {
  type CategorySliceOptions,
  categorySlices,
  lengthSlices,
  popularitySlices,
  type Slice,
  type SlicedRanks,
  sliceRanks,
} from './slices.js';
export type {
  AdamUpdate,
  BatchArray,
  Fill,
  KeepMask,
  PieceContext,
  Step,
  StepParts,
  StepRunner,
  Tensors,
  UpdateContext,
} from './step.js';
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
export type { CheckpointOptions, Every, TrainOptions, ValidationOptions } from './train-options.js';
