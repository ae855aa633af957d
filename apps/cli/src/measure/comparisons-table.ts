import type { Comparison } from '@org/evaluation';
import { metricLabel } from '@org/metrics';
import { formatCount, formatInterval } from '../output/format.js';
import { formatTable } from '../output/table.js';

/** A row per pair and metric. */
export function comparisonsTable(comparisons: readonly Comparison[]): string {
  return formatTable(
    [
      ...['against', 'metric', 'first', 'other', 'difference'],
      ...['p (bootstrap)', 'p (Wilcoxon)', 'wins / ties / losses'],
    ],
    comparisons.map(
      ({ other, metric, means, difference, low, high, bootstrap, wilcoxon, ...counts }) => [
        other,
        metricLabel(metric),
        ...means.map((mean) => mean.toFixed(4)),
        formatInterval({ mean: difference, low, high }),
        formatP(bootstrap.adjusted),
        formatP(wilcoxon.adjusted),
        [counts.wins, counts.ties, counts.losses].map(formatCount).join(' / '),
      ],
    ),
    { right: [2, 3, 4, 5, 6, 7] },
  );
}

function formatP(pValue: number): string {
  return pValue < 0.0001 ? '< 0.0001' : pValue.toFixed(4);
}
