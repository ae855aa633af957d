export { type Activation, activate } from './activation.js';
export { AttentionError, type AttentionErrorCode } from './attention-error.js';
export { BLOCKED, causalMask, combinedMask, paddingMask } from './attention-mask.js';
export { bayesianPersonalizedRanking } from './bayesian-personalized-ranking.js';
export { binaryCrossEntropy } from './binary-cross-entropy.js';
export { type DropoutMask, dropout } from './dropout.js';
export { seededDropout, withDropout } from './dropout-scope.js';
export { embeddingLookup } from './embedding-lookup.js';
export { type FeedForwardWeights, feedForward } from './feed-forward.js';
export { gatherPositions } from './gather-positions.js';
export { gelu } from './gelu.js';
export {
  type GeneralizedBinaryInputs,
  generalizedBinaryCrossEntropy,
} from './generalized-binary-cross-entropy.js';
export { type ItemLossInputs, itemLoss } from './item-loss.js';
export {
  type ItemLoss,
  type ItemLossKind,
  type ItemLossOptions,
  itemLosses,
  itemLossKinds,
  itemLossSchema,
  type LossDefinition,
  type LossOption,
} from './item-losses.js';
export { layerNorm } from './layer-norm.js';
export { ContentEmbedding } from './layers/content-embedding.js';
export type {
  ContentEmbeddingOptions,
  ContentEmbeddingSettings,
  ContentUse,
  ItemFusion,
} from './layers/content-embedding-options.js';
export { Dropout, type DropoutOptions } from './layers/dropout-layer.js';
export { FeedForward, type FeedForwardOptions } from './layers/feed-forward-layer.js';
export { GatherPositions } from './layers/gather-positions-layer.js';
export { HstuBlock, type HstuBlockOptions } from './layers/hstu-block.js';
export { ItemEmbedding, type ItemEmbeddingOptions } from './layers/item-embedding.js';
export {
  LayerNormalization,
  type LayerNormalizationOptions,
} from './layers/layer-normalization.js';
export type { BaseLayerOptions, InitializerOptions } from './layers/layer-options.js';
export { Linear, type LinearOptions } from './layers/linear-layer.js';
export {
  MultiHeadAttention,
  type MultiHeadAttentionLayerOptions,
} from './layers/multi-head-attention-layer.js';
export { PaddingMask, type PaddingMaskOptions } from './layers/padding-mask-layer.js';
export {
  PositionEmbedding,
  type PositionEmbeddingOptions,
  type PositionOrigin,
} from './layers/position-embedding.js';
export {
  type ItemScoreFactors,
  TiedItemScores,
  type TiedItemScoresOptions,
  type TiedLossInputs,
} from './layers/tied-item-scores-layer.js';
export { TimeBuckets, type TimeBucketsOptions } from './layers/time-buckets-layer.js';
export { TransformerBlock } from './layers/transformer-block.js';
export type {
  NormPlacement,
  TransformerBlockOptions,
  TransformerBlockSettings,
} from './layers/transformer-block-options.js';
export { type LayerCallOptions, TypedLayer } from './layers/typed-layer.js';
export { WeightedLayer } from './layers/weighted-layer.js';
export { type LinearWeights, linear } from './linear.js';
export {
  type MultiHeadAttentionOptions,
  type MultiHeadAttentionWeights,
  multiHeadAttention,
} from './multi-head-attention.js';
export { type PointwiseAttentionOptions, pointwiseAttention } from './pointwise-attention.js';
export { relativePositionBias, relativeTimeBias, timeBuckets } from './relative-bias.js';
export { relu } from './relu.js';
export type { SampledLossInputs } from './sampled-scores.js';
export {
  type SampledSoftmaxInputs,
  sampledSoftmaxCrossEntropy,
} from './sampled-softmax-cross-entropy.js';
export {
  type AttentionOptions,
  scaledDotProductAttention,
} from './scaled-dot-product-attention.js';
export { silu } from './silu.js';
export { softmaxCrossEntropy } from './softmax-cross-entropy.js';
export { tiedItemScores } from './tied-item-scores.js';
export { type TiedSoftmaxInputs, tiedSoftmaxCrossEntropy } from './tied-softmax-cross-entropy.js';
export { withoutDrawing } from './truncated-normal.js';
export { unitLength } from './unit-length.js';
