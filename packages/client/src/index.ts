export type { CallOptions } from './answer.js';
export { ClientError, type ClientErrorOptions, type Problem } from './client-error.js';
export {
  type Client,
  type ClientOptions,
  type ClientUser,
  createClient,
  type Id,
  type Impression,
  type Item,
  type ItemState,
  type KeptEvent,
  type ModelOptions,
  type Recommendation,
  type RecommendationRequest,
  type Recommendations,
  type SentEvent,
  type ServedModel,
  type SimilarItems,
  type UserRecommendationRequest,
  type UserRecommendations,
} from './create-client.js';
export type { components, paths } from './schema.js';
