import { type MetricKey, metricLabel } from '@org/metrics';
import { formatSeconds } from '../output/format.js';
import { formatTable } from '../output/table.js';
import { type TrialRow, trialStates } from './results.js';
import { settingName, settingValue } from './settings-text.js';
import { sparkline } from './sparkline.js';

/** A row per trial, best first: its settings, its best validation with the epoch, and its validation curve. */
export function resultsTable(rows: readonly TrialRow[], metric: MetricKey): string {
  const settings = Object.keys(rows[0]?.settings ?? {});
  const values = rows.flatMap(({ curve }) => curve.map(({ value }) => value));
  const scale = { low: Math.min(...values), high: Math.max(...values) };
  const head = [
    '',
    'trial',
    ...settings.map(settingName),
    metricLabel(metric),
    'at epoch',
    'of',
    'took',
  ];
  const table = rows.map((row) => [
    row.rank === undefined ? '' : String(row.rank),
    String(row.trial),
    ...settings.map((name) => settingValue(row.settings[name] ?? '')),
    row.value?.toFixed(4) ?? '',
    row.bestEpoch === undefined ? '' : String(row.bestEpoch),
    String(row.epochs),
    formatSeconds(row.seconds),
    trialStates[row.state],
    sparkline(
      row.curve.map(({ value }) => value),
      scale,
    ),
  ]);
  const right = head.map((_, column) => column);
  return formatTable([...head, 'end', 'validations'], table, { right });
}
