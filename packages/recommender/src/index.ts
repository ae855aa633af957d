export type { EngineChoice } from './engine.js';
export { RecommenderError, type RecommenderErrorCode } from './error.js';
export type { Events, Items } from './events.js';
export { type FitOptions, fit } from './fit.js';
export { ItemEmbeddings } from './item-embeddings.js';
export { type LoadOptions, load } from './load.js';
export type { ProgressEvent, WorkOptions } from './progress.js';
export {
  type EvaluateEventsOptions,
  type ListOptions,
  type Query,
  Recommender,
  type SaveOptions,
  type UpdateOptions,
} from './recommender.js';
export type { ModelChoice, Settings } from './settings.js';
