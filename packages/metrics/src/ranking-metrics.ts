import { type MetricKey, rankingMetrics } from './metric-key.js';
import { type Hits, metricTable, type RankingMetric } from './metric-table.js';
import { MetricsError, requireWhole } from './metrics-error.js';

export interface PerUserOptions<Metric extends RankingMetric, Cutoff extends number> {
  /** Cut-offs, whole numbers of at least 1, in any order. */
  readonly ks: readonly Cutoff[];
  /** Default all. */
  readonly metrics?: readonly Metric[];
}

/**
 * Every metric at every cut-off for every user, in one pass over the users: `result['ndcg@10'][u]` in [0, 1].
 *
 * `k` is the cut-off of the ranking. With `R` relevant items at the ranks r₁ < r₂ < … < r_R, of which the first `h` are
 * at most k:
 *
 * | Metric | Formula | Ranks 2 and 5 of R = 3 (the third is beyond), k = 5 |
 * |---|---|---|
 * | `hitRate` | 1 if h > 0, else 0 | 1 |
 * | `recall` | h / R | 2/3 |
 * | `precision` | h / k | 2/5 |
 * | `ndcg` | (Σ over j ≤ h of 1/log₂(r_j + 1)) / (Σ over j ≤ min(R, k) of 1/log₂(j + 1)) | (0.6309 + 0.3869) / (1 + 0.6309 + 0.5) = 0.4776 |
 * | `mrr` | 1 / r₁ if r₁ ≤ k, else 0 | 1/2 |
 * | `map` | (Σ over j ≤ h of j / r_j) / min(R, k) | (1/2 + 2/5) / 3 = 0.3 |
 *
 * Relevance is binary. With one relevant item, as in leave-one-out, `recall` equals `hitRate` and `map` equals `mrr`.
 * NDCG follows Järvelin & Kekäläinen 2002. NDCG and MAP divide by what min(R, k) relevant items can reach, so their
 * maximum is 1 at every k.
 *
 * `relevantRanks[u]` holds the 1-based ranks of *all* relevant items of user `u` in any order, as `targetRanks` gives
 * them. Recall divides by their number, so they include ranks beyond k, and Infinity for an item that cannot be ranked.
 * Ranks may be fractional (the `average` tie policy). Throws for a user without relevant items, for whom no metric is
 * defined, and for impossible ranks, such as two items on rank 1.
 *
 * @example
 * ```ts
 * const perUser = perUserMetrics([[1], [4], [12]], { ks: [10], metrics: ['hitRate', 'ndcg'] });
 * perUser['hitRate@10']; // Float64Array [1, 1, 0]
 * perUser['ndcg@10']; // Float64Array [1, 0.43067655807339306, 0]
 * ```
 */
export function perUserMetrics<
  const Metric extends RankingMetric = RankingMetric,
  const Cutoff extends number = number,
>(
  relevantRanks: readonly ArrayLike<number>[],
  options: PerUserOptions<Metric, Cutoff>,
): Record<`${Metric}@${Cutoff}`, Float64Array> {
  const metrics = options.metrics ?? (rankingMetrics as readonly Metric[]);
  for (const k of options.ks) requireWhole('k', k, 1);
  const ks = [...new Set(options.ks)].sort((a, b) => a - b);
  const idealGains = idealDcg(ks.at(-1) ?? 0);

  const result: Partial<Record<MetricKey, Float64Array>> = {};
  for (const metric of metrics) {
    for (const k of options.ks) result[`${metric}@${k}`] = new Float64Array(relevantRanks.length);
  }
  const columns = ks.map((k) => metrics.map((metric) => result[`${metric}@${k}`]));

  for (const [user, given] of relevantRanks.entries()) {
    const ranks = sortedRanks(given, user);
    const relevant = ranks.length;
    let count = 0;
    let dcg = 0;
    let precisions = 0;
    for (const [c, k] of ks.entries()) {
      for (; count < relevant && (ranks[count] as number) <= k; count += 1) {
        const rank = ranks[count] as number;
        dcg += 1 / Math.log2(rank + 1);
        precisions += (count + 1) / rank;
      }
      const idealDcg = idealGains[Math.min(relevant, k)] as number;
      const hits: Hits = { relevant, k, ranks, count, dcg, idealDcg, precisions };
      for (const [m, metric] of metrics.entries()) {
        const column = columns[c]?.[m];
        if (column) column[user] = metricTable[metric].value(hits);
      }
    }
  }
  return result as Record<`${Metric}@${Cutoff}`, Float64Array>;
}

/** The DCG of n relevant items on the first n ranks, for n = 0..limit. */
function idealDcg(limit: number): Float64Array {
  const gains = new Float64Array(limit + 1);
  for (let n = 1; n <= limit; n += 1) gains[n] = (gains[n - 1] as number) + 1 / Math.log2(n + 1);
  return gains;
}

function sortedRanks(ranks: ArrayLike<number>, user: number): Float64Array {
  if (ranks.length === 0) {
    throw new MetricsError(
      'no-data',
      `user ${user} has no relevant items, so no metric is defined for them; leave such users out`,
      { user },
    );
  }
  const sorted = Float64Array.from(ranks).sort();
  for (let j = 0; j < sorted.length; j += 1) {
    const rank = sorted[j] as number;
    // The j-th best of several distinct items cannot have a rank below j. NaN fails this check too.
    if (!(rank >= j + 1)) {
      throw new MetricsError(
        'invalid-argument',
        `the ranks [${Array.from(ranks).join(', ')}] of user ${user} are not possible: ranks start at 1 and are distinct`,
        { user, rank },
      );
    }
  }
  return sorted;
}
