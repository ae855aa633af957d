export { ClientError, type ClientErrorOptions, type Problem } from './client-error.js';
export {
  type Client,
  type ClientOptions,
  type ClientUser,
  createClient,
  type Id,
  type RecommendationRequest,
  type Recommendations,
  type SentEvent,
  type UserRecommendationRequest,
  type UserRecommendations,
} from './create-client.js';
export type { components, paths } from './schema.js';
