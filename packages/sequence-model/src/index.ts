export {
  type BuildOptions,
  defineModel,
  Model,
  type ModelFactory,
  type ModelRecommendOptions,
  type SimilarItemsOptions,
} from './define-model.js';
export {
  type AnyOptions,
  type ClozeSettings,
  type CompleteOptions,
  cloze,
  completeOptions,
  divisionProblem,
  expectation,
  type GivenOptions,
  type ItemEmbeddingKind,
  type ItemFusionKind,
  type ItemVectorParts,
  itemEmbeddingKinds,
  itemFusionKinds,
  itemVectorParts,
  type ModelConfig,
  type ModelDefinition,
  ModelError,
  type ModelErrorCode,
  nextItem,
  type ObjectiveDefinition,
  type Option,
  type OptionDefinitions,
  readTimes,
  type TimeConfig,
  type TransformerConfig,
  type TransformerOptions,
  timeOptions,
  transformerOptions,
} from './definition.js';
export { everySlot } from './every-slot.js';
export {
  type ItemLayer,
  type ItemLayerConfig,
  type ItemLayerOptions,
  itemLayer,
} from './item-layer.js';
export { type LayerSeed, layerSeeds } from './layer-seeds.js';
export {
  type Encoded,
  type EncoderInputs,
  encodeWith,
  type ModelNetwork,
} from './model-network.js';
export { type ModelScorerOptions, modelScorer } from './model-scorer.js';
export { type Neighbours, neighbours, type ScoredItems } from './neighbours.js';
export {
  networkInputs,
  type QueryTensors,
  type TimeTensors,
  timeInputs,
  timeNames,
} from './network-inputs.js';
export type {
  BatchTensors,
  ItemContent,
  ItemVectors,
  LossOptions,
  SequenceModel,
} from './sequence-model.js';
