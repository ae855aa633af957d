/**
 * The entry `@org/seqrec-data/web`: from sequences in memory to splits, batches and recommendations. It runs without Node,
 * in browsers too.
 */
export { type Advice, setting } from './advice.js';
export { AdvisedError } from './advised-error.js';
export {
  type TrainingBatches,
  type TrainingBatchesOptions,
  trainingBatches,
} from './batches/batches.js';
export { defaultLengthBuckets } from './batches/length-buckets.js';
export type { BatchSource, ModelBatch } from './batches/model-batch.js';
export { negativeSampler } from './batches/negative-sampler.js';
export type { Objective } from './batches/objective.js';
export { Catalogue, type ItemRecord } from './dataset/catalogue.js';
export type { History } from './dataset/history.js';
export { itemCounts } from './dataset/item-counts.js';
export { maskId, PAD, tableRows } from './dataset/item-ids.js';
export { type Sequences, sequenceOf, sequencesFromLists } from './dataset/sequences.js';
export type { SplitRecipe } from './dataset/split-recipe.js';
export { SeqrecDataError } from './error.js';
export { nextTurn } from './next-turn.js';
export type { ExternalHistory } from './queries/external-history.js';
export { modelInputs } from './queries/model-inputs.js';
export { popularityScorer } from './queries/popularity-scorer.js';
export { type RecommendResult, recommend, recommendBatch } from './queries/recommend.js';
export { type ScoreMatrix, type Scorer, scoreRow } from './queries/scorer.js';
export type { ExternalId } from './sources/interaction.js';
export type { EvaluationSet } from './splits/evaluation-set.js';
export { repeatShare } from './splits/repeat-share.js';
export { type Split, splitSequences } from './splits/split.js';
