/** The ranks of one user's relevant items in a ranking with the cut-off k. */
export interface Hits {
  /** R, the number of relevant items; at least 1. */
  readonly relevant: number;
  readonly k: number;
  /** [R], 1-based ranks of all relevant items, ascending, including those beyond k. */
  readonly ranks: Float64Array;
  /** h, the number of ranks up to k. */
  readonly count: number;
  /** Σ over j ≤ h of 1/log₂(r_j + 1). */
  readonly dcg: number;
  /** The DCG of min(R, k) relevant items at the first ranks. */
  readonly idealDcg: number;
  /** Σ over j ≤ h of j / r_j. */
  readonly precisions: number;
}

/** A metric of one user's ranking; `perUserMetrics` has the formulas. */
export type RankingMetric = 'hitRate' | 'recall' | 'precision' | 'ndcg' | 'mrr' | 'map';

export interface MetricDefinition {
  /** The name in tables and charts. */
  readonly label: string;
  /**
   * When evaluation measures it by default. For users with one target `recall` equals `hitRate` and `map` equals `mrr`,
   * so some metrics need users with several targets.
   */
  readonly measured: 'always' | 'several-targets' | 'on-request';
  /** The cut-offs that tables show. */
  readonly shown: 'each' | 'largest';
  /** In [0, 1]. */
  readonly value: (hits: Hits) => number;
}

/** Every ranking metric. To add one, add its name and a row: evaluation, tables, charts, files and the CLI read this table. */
export const metricTable: Readonly<Record<RankingMetric, MetricDefinition>> = {
  hitRate: {
    label: 'HR',
    measured: 'always',
    shown: 'each',
    value: ({ count }) => (count > 0 ? 1 : 0),
  },
  recall: {
    label: 'Recall',
    measured: 'several-targets',
    shown: 'each',
    value: ({ count, relevant }) => count / relevant,
  },
  precision: {
    label: 'Precision',
    measured: 'several-targets',
    shown: 'each',
    value: ({ count, k }) => count / k,
  },
  ndcg: {
    label: 'NDCG',
    measured: 'always',
    shown: 'each',
    value: ({ dcg, idealDcg }) => dcg / idealDcg,
  },
  mrr: {
    label: 'MRR',
    measured: 'always',
    shown: 'largest',
    value: ({ count, ranks }) => (count > 0 ? 1 / (ranks[0] as number) : 0),
  },
  map: {
    label: 'MAP',
    measured: 'on-request',
    shown: 'largest',
    value: ({ precisions, relevant, k }) => precisions / Math.min(relevant, k),
  },
};
