export type {
  AllInTestRecipe,
  GlobalTimeRecipe,
  LeaveLastRecipe,
  LeaveOneOutRecipe,
  RandomUsersRecipe,
  SplitRecipe,
} from './dataset/split-recipe.js';
// Inbound

export { type Advice, type OptionSetting, type SpellOptions, setting } from './advice.js';
export { AdvisedError } from './advised-error.js';
export {
  Catalogue,
  type CatalogueItems,
  type ItemRecord,
  type Resolution,
  titleKey,
  type UntrainedItem,
} from './dataset/catalogue.js';
export {
  formatCatalogue,
  formatUntrainedItems,
  parseCatalogue,
  parseItemLine,
  parseUntrainedItems,
  UNTRAINED_ITEMS_FILE,
} from './dataset/catalogue-lines.js';
export type {
  Dataset,
  DatasetCounts,
  DatasetManifest,
  IdKind,
  PreparationReport,
  UnreadFile,
} from './dataset/dataset.js';
export { DATASET_FORMAT_VERSION } from './dataset/dataset.js';
export {
  type DatasetFilters,
  type DuplicatePolicy,
  datasetFiltersSchema,
} from './dataset/dataset-filters.js';
export type { History } from './dataset/history.js';
export { type ItemFeatureKind, itemFeatureKinds } from './dataset/item-feature-kinds.js';
export {
  encodeItemFeatures,
  type FitItemFeaturesOptions,
  fitItemFeatures,
  type ItemFeature,
  itemFeatureColumns,
} from './dataset/item-features.js';
export { formatItemFeatures, parseItemFeatures } from './dataset/item-features-file.js';
export { maskId, PAD, tableRows } from './dataset/item-ids.js';
export { ITEM_TEXT, itemText } from './dataset/item-text.js';
export { joinSequences } from './dataset/join-sequences.js';
export { openDataset, readDataset, type StoredDataset } from './dataset/read-dataset.js';
export { indicesIn, type Remapped, remapSequences, timesAt } from './dataset/remap.js';
export type { ReadTimes } from './dataset/row-times.js';
export {
  type Dislikes,
  emptyTimestamps,
  type Sequences,
  sequenceOf,
  sequencesFromLists,
  type Timestamps,
  type UserItems,
} from './dataset/sequences.js';
export {
  type DatasetStatistics,
  type Distribution,
  datasetStatistics,
} from './dataset/statistics.js';
export { timeRange } from './dataset/time-range.js';
export { TitleSearch } from './dataset/title-search.js';
export { writeDataset } from './dataset/write-dataset.js';
export { SeqrecDataError, type SeqrecDataErrorCode, type SeqrecDataErrorData } from './error.js';
export {
  type CachedDataset,
  type CachedShards,
  type PrepareCachedOptions,
  prepareCached,
  prepareCachedShards,
  prepareStored,
} from './preparation/prepare-cached.js';
export { type PrepareOptions, prepareDataset } from './preparation/prepare-dataset.js';
export type { PrepareEvent, PrepareStep } from './preparation/prepare-event.js';
export { prepareShards } from './preparation/prepare-shards.js';
export type { PrepareShardsOptions } from './preparation/shard-preparation.js';
export { describeUnread } from './preparation/unread-files.js';
export { detectFormat } from './sources/detect-format.js';
export {
  compareIds,
  type ExternalId,
  type Interaction,
  isExternalId,
} from './sources/interaction.js';
export { interactionSource } from './sources/interaction-source.js';
export {
  type ItemFile,
  itemFileSettings,
  withItemFile,
} from './sources/layouts/item-file.js';
export { readItemFile } from './sources/layouts/read-item-file.js';
export { openSource, type SourceOptions } from './sources/open-source.js';
export type {
  BadRow,
  ItemDetails,
  ReadOptions,
  Source,
  SourceLayout,
  UnreadPart,
  UserDetails,
} from './sources/source.js';
export type { FormatOptions, SourceDefinition } from './sources/source-definition.js';
export type { SourceFile } from './sources/source-files.js';
export { type SourceFormat, sourceFormats, sources } from './sources/source-table.js';
export type { ColumnNames } from './sources/text/columns.js';
export type { TextEncoding } from './sources/text/encoding.js';
export type { IdType, TimestampType } from './sources/text/field.js';
export { type TimestampUnit, unitOfNewest } from './sources/timestamp-unit.js';
export type { UserEvents } from './sources/user-events.js';

// Outbound

export type { NegativesOptions } from './batches/batch-negatives.js';
export {
  type BatchShape,
  type TrainingBatches,
  type TrainingBatchesOptions,
  type TrainingColumns,
  trainingBatches,
} from './batches/batches.js';
export type { ClozeObjective } from './batches/cloze.js';
export { defaultLengthBuckets } from './batches/length-buckets.js';
export type {
  BatchNegatives,
  BatchSource,
  ModelBatch,
  NegativesPer,
} from './batches/model-batch.js';
export {
  type DrawNegative,
  type NegativeSampler,
  type NegativeSamplerOptions,
  type NegativeSampling,
  negativeSampler,
} from './batches/negative-sampler.js';
export type { NextItemObjective } from './batches/next-item.js';
export type { Objective } from './batches/objective.js';
export { itemCounts } from './dataset/item-counts.js';
export { type BestItemsOptions, bestItems } from './queries/best-items.js';
export type { ExternalHistory } from './queries/external-history.js';
export {
  type ModelInputs,
  type ModelInputsOptions,
  modelInputs,
  type QueryKind,
  queryLength,
} from './queries/model-inputs.js';
export { popularityScorer } from './queries/popularity-scorer.js';
export {
  type Recommendation,
  type RecommendOptions,
  type RecommendResult,
  recommend,
  recommendBatch,
} from './queries/recommend.js';
export {
  type ExternalLimits,
  type ResolvedHistory,
  type ResolvedLimits,
  type ResolveId,
  refuseUnusable,
  refuseUnusableInTurns,
  resolveHistory,
  resolveHistoryInTurns,
  resolveLimits,
  resolveLimitsInTurns,
} from './queries/resolve-request.js';
export { type ScoreMatrix, type Scorer, scoreRow } from './queries/scorer.js';
export {
  describeUnusable,
  describeUnusableInTurns,
  type PartNames,
  type RequestPart,
  type UnusableId,
  UnusableIdsError,
} from './queries/unusable-id.js';
export type { EvaluationSet } from './splits/evaluation-set.js';
export { leavesOutSeen, repeatShare } from './splits/repeat-share.js';
export { type Split, splitSequences } from './splits/split.js';
