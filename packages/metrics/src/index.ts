export {
  type AlwaysValid,
  type AlwaysValidOptions,
  alwaysValid,
  type Estimate,
  weightedEstimate,
} from './always-valid.js';
export { areaUnderCurve, logLoss } from './binary-metrics.js';
export {
  type BootstrapIntervalsOptions,
  type BootstrapOptions,
  bootstrapInterval,
  bootstrapIntervals,
  type Interval,
  type PairedBootstrap,
  pairedBootstrap,
  type Sample,
  unpairedBootstrap,
} from './bootstrap.js';
export { type CalibrationBin, calibration } from './calibration.js';
export type { Candidates } from './candidates.js';
export {
  type CatalogueMetrics,
  type CatalogueOptions,
  CatalogueSums,
  catalogueMetrics,
} from './catalogue-metrics.js';
export { holm } from './holm.js';
export { meanMetrics } from './mean-metrics.js';
export {
  defaultMetrics,
  type MetricKey,
  metricLabel,
  parseMetricKey,
  rankingMetrics,
  tableMetrics,
} from './metric-key.js';
export type { RankingMetric } from './metric-table.js';
export { MetricsError, type MetricsErrorCode } from './metrics-error.js';
export { spearman } from './rank-correlation.js';
export { type PerUserOptions, perUserMetrics } from './ranking-metrics.js';
export {
  compareRatingErrors,
  type RatedPairs,
  type RatingComparison,
  type RatingErrors,
  ratingErrors,
} from './rating-errors.js';
export {
  type PopularitySampledRankOptions,
  popularitySampledRank,
  type SampledRankOptions,
  uniformSampledRank,
} from './sampled-rank.js';
export { type RankOptions, type TiePolicy, targetRank, targetRanks } from './target-rank.js';
export { type TopK, topK } from './top-k.js';
export {
  type WilcoxonOptions,
  type WilcoxonResult,
  wilcoxonSignedRank,
} from './wilcoxon.js';
