import type { SliceRecord } from '@org/evaluation';
import { type MetricKey, metricLabel } from '@org/metrics';
import type { Standing } from '../standings.js';
import { type Chart, chartOf, seriesEncoding } from './chart.js';
import { intervalTooltip } from './interval-chart.js';

const titles = {
  'history-length': 'By length of the history',
  popularity: 'By popularity of the target',
  category: 'By category of the target',
} as const;

/** More scorers would be unreadable; the table beside the chart has all scorers. */
const mostSlices = 12;
export const mostSeries = 6;

/** One metric of the first scorers in the slices of one kind; undefined if there are none. */
export function sliceChart(
  standings: readonly Standing[],
  by: SliceRecord['by'],
  key: MetricKey,
): Chart | undefined {
  const shown = standings.slice(0, mostSeries);
  const slices = slicesBy(shown, by).slice(0, mostSlices);
  const values = shown.flatMap(({ label, record }) =>
    slices.flatMap((name) => {
      const slice = record.slices?.find((one) => one.by === by && one.name === name);
      const interval = slice?.metrics[key];
      return slice && interval ? [{ slice: name, users: slice.users, label, ...interval }] : [];
    }),
  );
  if (values.length === 0) return undefined;
  const metric = metricLabel(key);
  const { color, shape } = seriesEncoding(shown);
  const x = { type: 'quantitative', title: metric, scale: { zero: true } } as const;
  const own = values.filter(({ label }) => label === shown[0]?.label);
  const [highest, lowest] = [own.toSorted((a, b) => b.mean - a.mean)].flatMap((sorted) => [
    sorted[0],
    sorted.at(-1),
  ]);
  const extremes =
    highest && lowest
      ? ` of ${highest.label} is highest for ${highest.slice} (${highest.mean.toFixed(4)}) and lowest for ${lowest.slice} (${lowest.mean.toFixed(4)})`
      : '';
  return chartOf(
    { title: titles[by], description: `${metric}${extremes}.` },
    {
      height: { step: shown.length > 2 ? 11 : 16, for: 'offset' },
      data: { values },
      encoding: {
        y: {
          field: 'slice',
          type: 'nominal',
          sort: null,
          title: null,
          scale: { paddingInner: 0.35, paddingOuter: 0.2 },
          axis: { domain: false, ticks: false, grid: false },
        },
        yOffset: { field: 'label', type: 'nominal', sort: null },
        color,
        tooltip: [
          { field: 'slice', type: 'nominal', title: 'slice' },
          ...intervalTooltip(metric),
          { field: 'users', type: 'quantitative', title: 'users', format: ',' },
        ],
      },
      layer: [
        {
          mark: { type: 'rule', strokeWidth: 2, strokeCap: 'round', opacity: 0.45 },
          encoding: { x: { field: 'low', ...x }, x2: { field: 'high' } },
        },
        {
          mark: { type: 'point', filled: true, size: 60, opacity: 1 },
          encoding: { x: { field: 'mean', ...x }, shape },
        },
      ],
    },
  );
}

/** The names of all slices of a kind, in their order. */
export function slicesBy(standings: readonly Standing[], by: SliceRecord['by']): string[] {
  const names = standings.flatMap(({ record }) =>
    (record.slices ?? []).filter((slice) => slice.by === by).map(({ name }) => name),
  );
  return [...new Set(names)];
}
