/** The entry `@org/seqrec-data/queries`: from histories to recommendations. It runs without Node, in browsers too. */
export { AdvisedError } from './advised-error.js';
export { Catalogue, type ItemRecord, type Resolution } from './dataset/catalogue.js';
export { parseCatalogue } from './dataset/catalogue-lines.js';
export type { History } from './dataset/history.js';
export { maskId, PAD, tableRows } from './dataset/item-ids.js';
export type { ReadTimes } from './dataset/row-times.js';
export { SeqrecDataError } from './error.js';
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
export { type ScoreMatrix, type Scorer, scoreRow } from './queries/scorer.js';
export { describeUnusable, UnusableIdsError } from './queries/unusable-id.js';
export type { ExternalId } from './sources/interaction.js';
