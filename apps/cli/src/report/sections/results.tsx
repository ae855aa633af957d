import type { ProtocolRecord } from '@org/evaluation';
import { type MetricKey, metricLabel, tableMetrics } from '@org/metrics';
import { shownCutoff } from '../../measure/scores-table.js';
import { plural } from '../../output/format.js';
import { intervalChart } from '../charts/interval-chart.js';
import { ChartFigure } from '../parts/chart-figure.js';
import { DataTable } from '../parts/data-table.js';
import { IntervalCell } from '../parts/interval-cell.js';
import { Glyph } from '../parts/legend.js';
import { cutoffsOf, type ProtocolStandings, type Standing } from '../standings.js';

export interface ResultsProps {
  readonly protocols: readonly ProtocolStandings[];
  /** If false, nothing is marked as best, and no chart compares runs on one axis. */
  readonly sameTask: boolean;
}

/** Each scorer's metrics with intervals; sampled protocols separately, because they cannot be compared with the full ranking. */
export function Results({ protocols, sameTask }: ResultsProps) {
  return (
    <section id="results">
      <h2>Results</h2>
      {protocols.map((standings) => (
        <ProtocolResults {...standings} sameTask={sameTask} />
      ))}
    </section>
  );
}

function ProtocolResults({
  protocol,
  standings,
  sameTask,
}: ProtocolStandings & Pick<ResultsProps, 'sameTask'>) {
  const ks = cutoffsOf(standings);
  const k = shownCutoff(ks);
  const suffix = suffixOf(protocol);
  const charted = sameTask ? ([`ndcg@${k}`, `hitRate@${k}`] as const) : [];
  const charts = charted.map((key) => ({
    key,
    chart: intervalChart(standings, key, suffix),
  }));
  return (
    <>
      {protocol.ranking === 'full' ? null : <h3 class="apart">{protocol.name}</h3>}
      <p>
        {sameTask
          ? descriptionOf(protocol)
          : 'Each run was measured on a different task; Protocol describes each.'}
      </p>
      <div class="charts">
        {charts.map(({ key, chart }) =>
          chart === undefined ? null : (
            <ChartFigure chart={chart} id={`${protocol.name}-${key.replace('@', '-')}`} />
          ),
        )}
      </div>
      <ResultsTable
        standings={standings}
        keys={keysOf(standings, ks)}
        suffix={suffix}
        sameTask={sameTask}
      />
    </>
  );
}

function descriptionOf({ ranking, negatives, users, excludeSeen, itemCount }: ProtocolRecord) {
  if (ranking === 'full') {
    const seen = excludeSeen ? 'items of the history left out' : 'items of the history ranked too';
    return `Each held-out item is ranked among all ${plural(itemCount, 'item')}, ${seen}; ${plural(users, 'user')}.`;
  }
  const how = ranking === 'uniform-sampled' ? 'uniformly' : 'by popularity';
  return `Each held-out item is ranked among ${negatives} others drawn ${how}: compare only with papers that use the same protocol.`;
}

function suffixOf({ ranking, negatives }: ProtocolRecord): string {
  return ranking === 'full' ? '' : ` (${negatives} ${ranking})`;
}

/** Every metric that was measured, as in the terminal. */
function keysOf(standings: readonly Standing[], ks: readonly number[]): MetricKey[] {
  return tableMetrics(ks).filter((key) =>
    standings.some(({ record }) => record.metrics[key] !== undefined),
  );
}

interface ResultsTableProps extends Pick<ResultsProps, 'sameTask'> {
  readonly standings: readonly Standing[];
  readonly keys: readonly MetricKey[];
  readonly suffix: string;
}

function ResultsTable({ standings, keys, suffix, sameTask }: ResultsTableProps) {
  const best = new Map(
    keys.map((key) => [
      key,
      Math.max(...standings.map(({ record }) => record.metrics[key]?.mean ?? 0)),
    ]),
  );
  return (
    <DataTable
      caption={`Means over users and their 95 % bootstrap intervals${suffix}${sameTask ? '; the best of each column is bold' : ''}`}
      head={['scorer', ...keys.map((key) => metricLabel(key))]}
      rows={standings.map(({ label, role, series, record }) => ({
        head: (
          <>
            <Glyph series={series} /> {label}
          </>
        ),
        baseline: role === 'baseline',
        cells: keys.map((key) => {
          const interval = record.metrics[key];
          return (
            <IntervalCell interval={interval} best={sameTask && interval?.mean === best.get(key)} />
          );
        }),
      }))}
    />
  );
}
