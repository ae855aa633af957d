export { DEFAULTS, type SasRecConfig, type SasRecOptions } from './config.js';
export {
  SasRec,
  type SasRecRecommendOptions,
  sasrec,
  sasrecFromConfig,
  sasrecNetwork,
} from './sasrec.js';
export { SasRecError, type SasRecErrorCode } from './sasrec-error.js';
