import type { ScorerRecord } from '@org/evaluation';
import { type MetricKey, metricLabel } from '@org/metrics';
import { formatCount, formatInterval } from '../output/format.js';
import { formatTable } from '../output/table.js';

const names = { 'history-length': 'history', popularity: 'popularity', category: 'category' };

/** A row per slice: its users, and one metric of each scorer with its interval. */
export function slicesTable(scorers: readonly ScorerRecord[], key: MetricKey): string {
  const [first] = scorers;
  const rows = (first?.slices ?? []).map(({ by, name, users }, row) => [
    names[by],
    name,
    formatCount(users),
    ...scorers.map(({ slices }) => formatInterval(slices?.[row]?.metrics[key])),
  ]);
  const head = ['slice', '', 'users', ...scorers.map(({ scorer }) => scorer)];
  return formatTable(head, rows, { right: head.map((_, column) => column).slice(2) });
}

/** A row per scorer: the debiased metrics, and the effective number of targets behind them. */
export function debiasedTable(
  scorers: readonly ScorerRecord[],
  keys: readonly MetricKey[],
): string {
  return formatTable(
    ['model', ...keys.map((key) => `debiased ${metricLabel(key)}`), 'effective targets'],
    scorers.map(({ scorer, debiased }) => [
      scorer,
      ...keys.map((key) => formatInterval(debiased?.metrics[key])),
      formatCount(Math.round(debiased?.effectiveTargets ?? 0)),
    ]),
  );
}
