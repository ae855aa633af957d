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
export { EvaluationError, type EvaluationErrorCode } from './error.js';
export {
  type EvaluateOptions,
  type EvaluationProtocol,
  type EvaluationResult,
  evaluate,
  evaluating,
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
export { type EvaluationParts, hasSeveralTargets } from './evaluation-parts.js';
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
  type StoppedRecord,
} from './evaluation-schema.js';
export {
  type ArmComparison,
  type ExperimentOptions,
  type ExperimentResult,
  measureExperiment,
} from './experiment.js';
export type { ArmDifference, ArmRate, ArmResult } from './experiment-arms.js';
export type { ShadowResult } from './experiment-shadows.js';
export type { OutcomeEvent } from './list-outcomes.js';
export {
  type LoggedRecord,
  loggedRecord,
  type RecommendedRecord,
  type ShadowRecord,
  type ShownRecord,
} from './logged-record.js';
export {
  type MeasuredScorer,
  type MeasureOptions,
  measure,
  type ProtocolChoice,
  type ProtocolFacts,
  protocolName,
} from './measure.js';
export type { PerUserResults, ScorerResults } from './per-user-file.js';
export type { Rankings } from './rankings.js';
export {
  type CategorySliceOptions,
  categorySlices,
  lengthSlices,
  popularitySlices,
  type Slice,
  sliceRanks,
} from './slices.js';
