// Inbound

export { Catalogue, type ItemRecord } from './catalogue.js';
export { SeqrecDataError, type SeqrecDataErrorCode, type SeqrecDataErrorData } from './error.js';
export { compareIds, type ExternalId, type Interaction, isExternalId } from './interaction.js';
export { maskId, PAD, tableRows } from './item-ids.js';
export {
  type Dislikes,
  type Sequences,
  sequenceOf,
  sequencesFromLists,
  type UserItems,
} from './sequences.js';

// Outbound

export type { EvaluationSet } from './evaluation-set.js';
export { defaultLengthBuckets } from './length-buckets.js';
export type { BatchSource, ModelBatch } from './model-batch.js';
export {
  type ModelInputs,
  type ModelInputsOptions,
  modelInputs,
  type QueryKind,
} from './model-inputs.js';
export { type ScoreMatrix, type Scorer, scoreRow } from './scorer.js';
export type { Split, SplitRecipe } from './split.js';
