export type { AttributeValues } from './attributes.js';
export { type BstBatchesOptions, bstBatches } from './batches.js';
export { Bst, type BstBatch, type BstInputs, bstNetwork } from './bst.js';
export { DEFAULT_CANDIDATES, MOST_CANDIDATES } from './candidate-count.js';
export {
  type BstConfig,
  type BstOptions,
  type BstSizes,
  bstConfigOptions,
  bstOptions,
  type NumberInput,
} from './definition.js';
export {
  BstFeatures,
  type BstFeaturesOptions,
  type FeatureArrays,
  type FitFeaturesOptions,
} from './features.js';
export {
  type BstPredictor,
  type BstPredictorOptions,
  blendedScore,
  bstPredictor,
} from './predictor.js';
export {
  loadRatingArtifact,
  type RatingArtifact,
  type RatingArtifactContent,
  saveRatingArtifact,
} from './rating-artifact.js';
export type { RatingUser } from './rating-audience.js';
export { orderByRating } from './rating-order.js';
export {
  type PredictedRating,
  type PredictRatingsOptions,
  predictRatings,
  predictResolved,
  type RatingAnswer,
  type RatingRequest,
  type ResolvedRatings,
  type ResolveRatingsOptions,
  resolveRatings,
  type UnratedId,
} from './rating-requests.js';
export type { Reranking } from './reranking-file.js';
export {
  candidatesOf,
  isReranker,
  type RerankingScorerOptions,
  rerankingScorer,
} from './reranking-scorer.js';
