export { type ModelScorerOptions, modelScorer } from './model-scorer.js';
export { type OptionReader, type OptionReaderOptions, optionReader } from './option-reader.js';
export type { BatchTensors, LossOptions, SequenceModel } from './sequence-model.js';
