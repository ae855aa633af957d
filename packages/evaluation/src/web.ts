/** The entry `@org/evaluation/web`: rankings of held-out items in memory. It runs without Node, in browsers too. */
export { EvaluationError, type EvaluationErrorCode } from './error.js';
export {
  type EvaluateOptions,
  type EvaluationProtocol,
  type EvaluationResult,
  evaluate,
  evaluating,
} from './evaluate.js';
export { type EvaluateSampledOptions, evaluateSampled } from './evaluate-sampled.js';
export type { EvaluationOptions } from './evaluation.js';
export type { EvaluationParts } from './evaluation-parts.js';
