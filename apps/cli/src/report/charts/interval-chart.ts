import { type MetricKey, metricLabel } from '@org/metrics';
import type { Standing } from '../standings.js';
import { type Chart, chartOf, seriesEncoding } from './chart.js';

/** One metric of all scorers, one line with an interval each; `suffix` qualifies the metric's name. */
export function intervalChart(
  standings: readonly Standing[],
  key: MetricKey,
  suffix = '',
): Chart | undefined {
  const values = standings.flatMap(({ label, record }) => {
    const interval = record.metrics[key];
    return interval === undefined ? [] : [{ label, ...interval }];
  });
  const best = values.toSorted((a, b) => b.mean - a.mean)[0];
  if (best === undefined) return undefined;
  const name = `${metricLabel(key)}${suffix}`;
  const { color, shape } = seriesEncoding(standings);
  // On a separate line, because a phone has no room for it beside the name.
  const title = suffix === '' ? name : [metricLabel(key), suffix.trim()];
  const x = { type: 'quantitative', title, scale: { zero: true } } as const;
  return chartOf(
    {
      title: `${name} with 95 % intervals`,
      description: `${name} of ${values.length} scorers; ${best.label} has the highest, ${best.mean.toFixed(4)}.`,
    },
    {
      height: { step: 30 },
      data: { values },
      encoding: {
        y: {
          field: 'label',
          type: 'nominal',
          sort: null,
          title: null,
          axis: { domain: false, ticks: false, grid: false },
        },
        color,
        tooltip: intervalTooltip(name),
      },
      layer: [
        {
          mark: { type: 'rule', strokeWidth: 3, strokeCap: 'round', opacity: 0.45 },
          encoding: { x: { field: 'low', ...x }, x2: { field: 'high' } },
        },
        {
          mark: { type: 'point', filled: true, size: 110, opacity: 1 },
          encoding: { x: { field: 'mean', ...x }, shape },
        },
      ],
    },
  );
}

export function intervalTooltip(name: string) {
  const number = { type: 'quantitative', format: '.4f' } as const;
  return [
    { field: 'label', type: 'nominal', title: 'scorer' },
    { field: 'mean', title: name, ...number },
    { field: 'low', title: 'from', ...number },
    { field: 'high', title: 'to', ...number },
  ];
}
