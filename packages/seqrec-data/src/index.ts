// Inbound

export { Catalogue, type ItemRecord } from './catalogue.js';
export { formatCatalogue, parseCatalogue } from './catalogue-lines.js';
export type {
  Dataset,
  DatasetCounts,
  DatasetManifest,
  IdKind,
  PreparationReport,
} from './dataset.js';
export { DATASET_FORMAT_VERSION } from './dataset.js';
export { readDataset, writeDataset } from './dataset-artifact.js';
export {
  type DatasetFilters,
  type DuplicatePolicy,
  datasetFiltersSchema,
} from './dataset-filters.js';
export { SeqrecDataError, type SeqrecDataErrorCode, type SeqrecDataErrorData } from './error.js';
export { compareIds, type ExternalId, type Interaction, isExternalId } from './interaction.js';
export { maskId, PAD, tableRows } from './item-ids.js';
export { type CachedDataset, type PrepareCachedOptions, prepareCached } from './prepare-cached.js';
export { type PrepareOptions, prepareDataset } from './prepare-dataset.js';
export type { PrepareEvent, PrepareStep } from './prepare-event.js';
export {
  type Dislikes,
  type Sequences,
  sequenceOf,
  sequencesFromLists,
  type UserItems,
} from './sequences.js';
export type { SourceFile } from './source-files.js';
export type { ColumnNames } from './sources/columns.js';
export { detectFormat } from './sources/detect-format.js';
export type { IdType, TimestampType } from './sources/field.js';
export { interactionSource } from './sources/interaction-source.js';
export type { ItemFile } from './sources/item-file.js';
export type { TextEncoding } from './sources/line-blocks.js';
export {
  openSource,
  SOURCE_FORMATS,
  SOURCE_PARTS,
  type SourceFormat,
  type SourceOptions,
  type SourcePart,
} from './sources/open-source.js';
export type { BadRow, ItemDetails, ReadOptions, Source, UserDetails } from './sources/source.js';
export { type DatasetStatistics, type Distribution, datasetStatistics } from './statistics.js';

// Outbound

export type { NegativesOptions } from './batch-negatives.js';
export {
  type BatchShape,
  type TrainingBatches,
  type TrainingBatchesOptions,
  type TrainingColumns,
  trainingBatches,
} from './batches.js';
export type { ClozeObjective } from './cloze.js';
export type { EvaluationSet } from './evaluation-set.js';
export { type GlobalTimeRecipe, globalTimeRecipe } from './global-time.js';
export { itemCounts } from './item-counts.js';
export type { LeaveLastRecipe } from './leave-last.js';
export { defaultLengthBuckets } from './length-buckets.js';
export type { BatchNegatives, BatchSource, ModelBatch, NegativesPer } from './model-batch.js';
export {
  type ModelInputs,
  type ModelInputsOptions,
  modelInputs,
  type QueryKind,
} from './model-inputs.js';
export {
  type DrawNegative,
  type NegativeSampler,
  type NegativeSamplerOptions,
  type NegativeSampling,
  negativeSampler,
} from './negative-sampler.js';
export type { NextItemObjective } from './next-item.js';
export type { Objective } from './objective.js';
export { type PrefetchedBatches, type PrefetchOptions, prefetchBatches } from './prefetch.js';
export type { RandomUsersRecipe } from './random-users.js';
export {
  type Recommendation,
  type RecommendOptions,
  type RecommendResult,
  recommend,
  recommendBatch,
} from './recommend.js';
export { type ScoreMatrix, type Scorer, scoreRow } from './scorer.js';
export {
  type AllInTestRecipe,
  type LeaveOneOutRecipe,
  type Split,
  type SplitRecipe,
  splitSequences,
} from './split.js';
