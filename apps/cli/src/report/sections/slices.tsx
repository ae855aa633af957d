import type { SliceRecord } from '@org/evaluation';
import { type MetricKey, metricLabel } from '@org/metrics';
import { shownCutoff } from '../../measure/scores-table.js';
import { formatCount } from '../../output/format.js';
import { mostSeries, sliceChart, slicesBy } from '../charts/slice-chart.js';
import { ChartFigure } from '../parts/chart-figure.js';
import { DataTable, type Row } from '../parts/data-table.js';
import { IntervalCell } from '../parts/interval-cell.js';
import { Legend } from '../parts/legend.js';
import { cutoffsOf, type Standing } from '../standings.js';

const kinds = ['history-length', 'popularity', 'category'] as const;

/** Results by kind of user and item. */
export function Slices({ standings }: { readonly standings: readonly Standing[] }) {
  const key: MetricKey = `ndcg@${shownCutoff(cutoffsOf(standings))}`;
  const charts = kinds.flatMap((by) => {
    const chart = sliceChart(standings, by, key);
    return chart === undefined ? [] : [{ by, chart }];
  });
  return (
    <section id="slices">
      <h2>Where it works</h2>
      <p>
        {metricLabel(key)} for groups of held-out items, with 95 % intervals. The head has half of
        the training interactions, the torso 30 %, the tail the rest; training never saw the cold
        items, which are of the tail.
        {standings.length > mostSeries
          ? ` Charts show the first ${mostSeries} scorers, the table all.`
          : ''}
      </p>
      <Legend of={standings.slice(0, mostSeries)} />
      <div class="charts">
        {charts.map(({ by, chart }) => (
          <ChartFigure chart={chart} id={`slices-${by}`} />
        ))}
      </div>
      <details class="data">
        <summary>All slices as a table</summary>
        <DataTable
          caption={`${metricLabel(key)} by slice, with 95 % intervals`}
          head={['slice', 'users', ...standings.map(({ label }) => label)]}
          rows={kinds.flatMap((by) => rowsOf(standings, by, key))}
        />
      </details>
    </section>
  );
}

const prefixes = { 'history-length': 'history of ', popularity: '', category: '' } as const;

function rowsOf(standings: readonly Standing[], by: SliceRecord['by'], key: MetricKey): Row[] {
  return slicesBy(standings, by).map((name) => {
    const slices = standings.map(({ record }) =>
      record.slices?.find((slice) => slice.by === by && slice.name === name),
    );
    const users = slices.find((slice) => slice !== undefined)?.users ?? 0;
    return {
      head: `${prefixes[by]}${name}`,
      cells: [
        formatCount(users),
        ...slices.map((slice) => <IntervalCell interval={slice?.metrics[key]} />),
      ],
    };
  });
}
