export { type BstBatchesOptions, bstBatches } from './batches.js';
export { Bst, type BstBatch, type BstInputs, bstNetwork } from './bst.js';
export {
  type BstConfig,
  type BstOptions,
  type BstSizes,
  bstConfigOptions,
  bstOptions,
  type NumberInput,
} from './definition.js';
export { BstFeatures, type BstFeaturesOptions, type FeatureArrays } from './features.js';
export { type BstPredictorOptions, bstPredictor } from './predictor.js';
