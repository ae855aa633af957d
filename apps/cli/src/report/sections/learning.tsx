import { metricLabel } from '@org/metrics';
import { formatCount, formatSeconds } from '../../output/format.js';
import { curveCharts, type LearnedRun } from '../charts/curve-charts.js';
import { ChartFigure } from '../parts/chart-figure.js';
import { DataTable } from '../parts/data-table.js';
import { Legend } from '../parts/legend.js';

/** The learning curves. */
export function Learning({ runs }: { readonly runs: readonly LearnedRun[] }) {
  return (
    <section id="learning">
      <h2>Learning</h2>
      {runs.map((run) => (
        <p class="soft">{summaryOf(run)}</p>
      ))}
      {runs.length > 1 ? <Legend of={runs} /> : null}
      <div class="charts">
        {curveCharts(runs).map((chart, place) => (
          <ChartFigure chart={chart} id={`learning-${place + 1}`} />
        ))}
      </div>
      <details class="data">
        <summary>Epochs as a table</summary>
        {runs.map((run) => (
          <EpochTable run={run} />
        ))}
      </details>
    </section>
  );
}

function summaryOf({ label, curves }: LearnedRun): string {
  const { stepCount, steps, seconds, parameters } = curves;
  const size = parameters === undefined ? '' : ` of ${formatCount(parameters)} weights`;
  const thinned =
    steps.length < stepCount
      ? ` The thin line shows means of ${Math.ceil(stepCount / steps.length)} steps.`
      : '';
  return `${label}: ${formatCount(stepCount)} steps${size} in ${formatSeconds(seconds)}, validations included.${thinned}`;
}

function EpochTable({ run: { label, curves } }: { readonly run: LearnedRun }) {
  const [metric] = curves.validations.map((one) => one.metric);
  return (
    <DataTable
      caption={`Epochs of ${label}`}
      head={[
        'epoch',
        'training loss',
        ...(metric === undefined ? [] : [`validation ${metricLabel(metric)}`]),
      ]}
      rows={curves.epochs.map(({ epoch, loss }) => ({
        head: formatCount(Math.round(epoch)),
        cells: [
          loss.toFixed(4),
          ...(metric === undefined
            ? []
            : [curves.validations.find((one) => one.epoch === epoch)?.value.toFixed(4) ?? '–']),
        ],
      }))}
    />
  );
}
