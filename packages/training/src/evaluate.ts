import type { CatalogueMetrics, MetricKey, RankingMetric, TiePolicy } from '@org/metrics';

export interface EvaluateOptions {
  /** V. */
  readonly itemCount: number;
  /** Cut-offs. Default `[1, 5, 10, 20]`. */
  readonly ks?: readonly number[];
  /** Default `['hitRate', 'ndcg', 'mrr']`. */
  readonly metrics?: readonly RankingMetric[];
  /**
   * Leave the history's items out of the ranking, as serving does by default. Default true. A target that is in its
   * own history can then not be found, so it counts as a miss; `seenTargets` says how many there were.
   */
  readonly excludeSeen?: boolean;
  /** Where a target stands among items of the same score. Default `'index'`. */
  readonly ties?: TiePolicy;
  /** Training counts by item index, length V + 1; asks for catalogue metrics at the largest k. */
  readonly popularity?: ArrayLike<number>;
  /** How alike two items are, in 0..1; asks for the diversity within a list. */
  readonly similarity?: (a: number, b: number) => number;
  /** Histories scored at once: memory is bounded by `batchRows` × (V + 2) scores. Default 256. */
  readonly batchRows?: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: (users: number, totalUsers: number) => void;
}

/** How the numbers came about, so that they can be compared. Plain JSON. */
export interface EvaluationProtocol {
  readonly ranking: 'full';
  readonly itemCount: number;
  readonly excludeSeen: boolean;
  readonly ties: TiePolicy;
}

export interface EvaluationResult {
  /** The scorer's name. */
  readonly scorer: string;
  readonly protocol: EvaluationProtocol;
  readonly users: number;
  readonly targets: number;
  /** Targets that were in their own history; with `excludeSeen` each is a miss. */
  readonly seenTargets: number;
  /** Means over users. */
  readonly metrics: Readonly<Record<MetricKey, number>>;
  /** One value per user of the evaluation set, in its order. */
  readonly perUser: Readonly<Record<MetricKey, Float64Array>>;
  /** Of the top lists, when `popularity` was given. */
  readonly catalogue?: CatalogueMetrics;
}
