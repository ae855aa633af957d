export { type ModelScorerOptions, modelScorer } from './model-scorer.js';
export type { BatchTensors, DropoutSource, LossOptions, SequenceModel } from './sequence-model.js';
