/** The entry `@org/sequence-model/definition`: definitions of models without TensorFlow.js. */
export { expectation } from './expectation.js';
export type { GivenOptions, ModelConfig, ModelDefinition } from './model-definition.js';
export { ModelError, type ModelErrorCode } from './model-error.js';
export {
  type ClozeSettings,
  cloze,
  nextItem,
  type ObjectiveDefinition,
} from './objective-definition.js';
export {
  type AnyOptions,
  type CompleteOptions,
  completeOptions,
  divisionProblem,
  type Option,
  type OptionDefinitions,
} from './option.js';
export { readTimes, type TimeConfig, timeOptions } from './time-options.js';
export {
  type ItemEmbeddingKind,
  type ItemFusionKind,
  type ItemVectorParts,
  itemEmbeddingKinds,
  itemFusionKinds,
  itemVectorParts,
  type TransformerConfig,
  type TransformerOptions,
  transformerOptions,
} from './transformer-options.js';
