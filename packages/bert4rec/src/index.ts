export {
  Bert4Rec,
  type Bert4RecRecommendOptions,
  bert4rec,
  bert4recFromConfig,
  bert4recNetwork,
} from './bert4rec.js';
export { Bert4RecError, type Bert4RecErrorCode } from './bert4rec-error.js';
export { type Bert4RecConfig, type Bert4RecOptions, DEFAULTS } from './config.js';
