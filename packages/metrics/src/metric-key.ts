import { metricTable, type RankingMetric } from './metric-table.js';

/** A metric at a cut-off, e.g. `ndcg@10`. */
export type MetricKey = `${RankingMetric}@${number}`;

/** Every metric, in the order of tables. */
export const rankingMetrics: readonly RankingMetric[] = Object.keys(metricTable) as RankingMetric[];

/**
 * The metrics that evaluation measures by default, for users with one target or with several. It leaves out metrics
 * that equal another one.
 */
export function defaultMetrics(targets: 'one' | 'several'): readonly RankingMetric[] {
  return rankingMetrics.filter((metric) => {
    const { measured } = metricTable[metric];
    return measured === 'always' || (targets === 'several' && measured === 'several-targets');
  });
}

/**
 * The metric and the cut-off in a text like `ndcg@10`; undefined for any other text.
 *
 * @example
 * ```ts
 * parseMetricKey('ndcg@10'); // { metric: 'ndcg', k: 10, key: 'ndcg@10' }
 * parseMetricKey('auc@10'); // undefined
 * ```
 */
export function parseMetricKey(
  text: string,
): { readonly metric: RankingMetric; readonly k: number; readonly key: MetricKey } | undefined {
  const [, name, cutoff] = /^([a-zA-Z]+)@([1-9][0-9]*)$/.exec(text) ?? [];
  const metric = rankingMetrics.find((known) => known === name);
  if (metric === undefined || cutoff === undefined) return undefined;
  const k = Number(cutoff);
  return Number.isSafeInteger(k) ? { metric, k, key: `${metric}@${k}` } : undefined;
}

/**
 * A metric's name in tables and charts. A key that is not of a ranking metric, such as that of an error, is its own name.
 *
 * @example
 * ```ts
 * metricLabel('ndcg@10'); // 'NDCG@10'
 * metricLabel('hitRate@5'); // 'HR@5'
 * ```
 */
export function metricLabel(key: string): string {
  const parsed = parseMetricKey(key);
  return parsed === undefined ? key : `${metricTable[parsed.metric].label}@${parsed.k}`;
}

/** The columns of a results table: each metric at each cut-off, or only at the largest. */
export function tableMetrics(ks: readonly number[]): readonly MetricKey[] {
  const largest = Math.max(...ks);
  return rankingMetrics.flatMap((metric) => {
    const cutoffs = metricTable[metric].shown === 'each' ? ks : [largest];
    return cutoffs.map((k): MetricKey => `${metric}@${k}`);
  });
}
