export type { Candidates } from './candidates.js';
export { MetricsError, type MetricsErrorCode } from './metrics-error.js';
export { type RankOptions, type TiePolicy, targetRank, targetRanks } from './target-rank.js';
export { type TopK, topK } from './top-k.js';
