import { type Chart, chartOf, seriesEncoding } from '../report/charts/chart.js';
import type { TrialRow } from './results.js';
import { settingName, settingsText, settingValue } from './settings-text.js';

export interface SearchChartsOptions {
  /** Best first. */
  readonly rows: readonly TrialRow[];
  /** Its label. */
  readonly metric: string;
  readonly winner: number;
}

const others = 'others';

/** The validations of every trial by epoch, the winner on top. */
export function validationChart({ rows, metric, winner }: SearchChartsOptions): Chart {
  const values = rows.flatMap((row) =>
    row.curve.map(({ epoch, value }) => ({ ...trialFields(row, winner), epoch, value })),
  );
  const first = rows.find(({ trial }) => trial === winner);
  const summary = `trial ${winner} reaches ${first?.value?.toFixed(4)} after epoch ${first?.bestEpoch}`;
  return chartOf(
    { title: `Validation ${metric}`, description: `${metric} of each validation: ${summary}.` },
    {
      height: 260,
      data: { values },
      encoding: {
        ...encodingOf(metric, winner),
        x: {
          field: 'epoch',
          type: 'quantitative',
          title: 'epoch',
          axis: { tickMinStep: 1, format: 'd', grid: false },
          scale: { nice: false },
        },
        detail: { field: 'trial', type: 'nominal' },
      },
      layer: [
        {
          transform: [{ filter: isOther }],
          mark: { type: 'line', strokeWidth: 1, opacity: 0.6, point: { size: 12 } },
        },
        {
          transform: [{ filter: `!(${isOther})` }],
          mark: { type: 'line', strokeWidth: 2.5, point: { size: 40 } },
        },
      ],
    },
  );
}

/** The best validation of each trial by the value of one setting, low to high. */
export function settingChart(
  setting: string,
  { rows, metric, winner }: SearchChartsOptions,
): Chart {
  const name = settingName(setting);
  const values = rows
    .flatMap((row) => (row.value === undefined ? [] : [{ ...row, value: row.value }]))
    .toSorted((a, b) => inOrder(a.settings[setting] ?? '', b.settings[setting] ?? ''))
    .map((row) => ({
      ...trialFields(row, winner),
      of: settingValue(row.settings[setting] ?? ''),
      value: row.value,
    }));
  return chartOf(
    { title: name, description: `${metric} of each trial at its best validation, by ${name}.` },
    {
      height: 180,
      data: { values },
      mark: { type: 'point', filled: true, size: 60, opacity: 0.8 },
      encoding: {
        ...encodingOf(metric, winner),
        x: { field: 'of', type: 'ordinal', sort: null, title: name, axis: { labelAngle: 0 } },
      },
    },
  );
}

const isOther = `datum.label === '${others}'`;

function trialFields({ trial, settings }: TrialRow, winner: number) {
  return {
    trial,
    label: trial === winner ? winnerLabel(winner) : others,
    settings: settingsText(settings),
  };
}

function winnerLabel(winner: number): string {
  return `trial ${winner}`;
}

/** The encodings that all charts of a search share: height, colour and tooltip. */
function encodingOf(metric: string, winner: number) {
  const { color } = seriesEncoding(searchSeries(winner));
  return {
    y: { field: 'value', type: 'quantitative', title: metric, scale: { zero: false } },
    color,
    tooltip: [
      { field: 'trial', type: 'quantitative', title: 'trial' },
      { field: 'value', type: 'quantitative', title: metric, format: '.4f' },
      { field: 'settings', type: 'nominal', title: 'settings' },
    ],
  };
}

/** The winner in the accent colour, the others in grey. */
export function searchSeries(winner: number) {
  return [
    { label: winnerLabel(winner), series: 1 },
    { label: others, series: 7 },
  ];
}

function inOrder(a: string | number | boolean, b: string | number | boolean): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  return String(a) < String(b) ? -1 : Number(a !== b);
}
