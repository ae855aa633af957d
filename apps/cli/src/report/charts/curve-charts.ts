import { metricLabel } from '@org/metrics';
import type { LearningCurves } from '../learning-curves.js';
import { type Chart, chartOf, seriesEncoding } from './chart.js';

/** A run with learning curves, and its colour. */
export interface LearnedRun {
  readonly label: string;
  readonly series: number;
  readonly curves: LearningCurves;
}

const x = {
  field: 'epoch',
  type: 'quantitative',
  title: 'epoch',
  axis: { tickMinStep: 1, format: 'd', grid: false },
  scale: { nice: false, domainMin: 0 },
} as const;

/** Charts of the loss, the validation metric and the learning rate over epochs. */
export function curveCharts(runs: readonly LearnedRun[]): Chart[] {
  const charts = [lossChart(runs), validationChart(runs), learningRateChart(runs)];
  return charts.filter((chart) => chart !== undefined);
}

function lossChart(runs: readonly LearnedRun[]): Chart {
  const { color, shape } = seriesEncoding(runs);
  const steps = runs.flatMap(({ label, curves }) =>
    curves.steps.map(({ epoch, loss }) => ({ label, epoch, loss })),
  );
  const epochs = runs.flatMap(({ label, curves }) =>
    curves.epochs.map((values) => ({ label, ...values })),
  );
  const told = runs.map(({ label, curves }) => {
    const [first, last] = [curves.steps[0], curves.epochs.at(-1) ?? curves.steps.at(-1)];
    return `${label} from ${first?.loss.toFixed(3)} to ${last?.loss.toFixed(3)}`;
  });
  const y = {
    field: 'loss',
    type: 'quantitative',
    title: 'loss',
    scale: { zero: false },
  } as const;
  const tooltip = tooltipOf('loss', '.4f');
  return chartOf(
    { title: 'Training loss', description: `Training loss by epoch: ${told.join('; ')}.` },
    {
      height: 220,
      encoding: { x, y, color, tooltip },
      layer: [
        { data: { values: steps }, mark: { type: 'line', strokeWidth: 1, opacity: 0.3 } },
        { data: { values: epochs }, mark: { type: 'line', strokeWidth: 2 } },
        {
          data: { values: epochs },
          mark: { type: 'point', filled: true, size: pointSize(runs), opacity: 1 },
          encoding: { shape },
        },
      ],
    },
  );
}

function validationChart(runs: readonly LearnedRun[]): Chart | undefined {
  const values = runs.flatMap(({ label, curves: { validations } }) => {
    const best = Math.max(...validations.map(({ value }) => value));
    const first = validations.findIndex(({ value }) => value === best);
    return validations.map(({ epoch, value }, place) => ({
      ...{ label, epoch, value },
      best: place === first,
    }));
  });
  const [metric] = runs.flatMap(({ curves }) => curves.validations.map((one) => one.metric));
  if (metric === undefined) return undefined;
  const name = metricLabel(metric);
  const { color, shape } = seriesEncoding(runs);
  const told = values
    .filter(({ best }) => best)
    .map(
      ({ label, epoch, value }) => `${label} ${value.toFixed(4)} after epoch ${Math.round(epoch)}`,
    );
  return chartOf(
    {
      title: `Validation ${name}`,
      description: `Validation ${name} by epoch, the best is ringed: ${told.join('; ')}.`,
    },
    {
      height: 220,
      data: { values },
      encoding: {
        x,
        y: { field: 'value', type: 'quantitative', title: name, scale: { zero: false } },
        color,
        tooltip: tooltipOf('value', '.4f', name),
      },
      layer: [
        { mark: { type: 'line', strokeWidth: 2 } },
        {
          mark: { type: 'point', filled: true, size: pointSize(runs), opacity: 1 },
          encoding: { shape },
        },
        {
          transform: [{ filter: 'datum.best' }],
          mark: { type: 'point', shape: 'circle', size: 220, strokeWidth: 2, filled: false },
        },
      ],
    },
  );
}

function learningRateChart(runs: readonly LearnedRun[]): Chart {
  const { color } = seriesEncoding(runs);
  const values = runs.flatMap(({ label, curves }) =>
    curves.steps.map(({ epoch, learningRate }) => ({ label, epoch, learningRate })),
  );
  const told = runs.map(({ label, curves }) => {
    const highest = Math.max(...curves.steps.map(({ learningRate }) => learningRate));
    return `${label} at most ${Number(highest.toPrecision(3))}`;
  });
  return chartOf(
    { title: 'Learning rate', description: `Learning rate by epoch: ${told.join('; ')}.` },
    {
      height: 140,
      data: { values },
      mark: { type: 'line', strokeWidth: 2 },
      encoding: {
        x,
        y: {
          field: 'learningRate',
          type: 'quantitative',
          title: 'learning rate',
          axis: { format: '~g', tickCount: 4 },
        },
        color,
        tooltip: tooltipOf('learningRate', '.3~g', 'learning rate'),
      },
    },
  );
}

/** The points of longer runs would overlap. */
function pointSize(runs: readonly LearnedRun[]): number {
  const most = Math.max(...runs.map(({ curves }) => curves.epochs.length));
  return most > 40 ? 0 : most > 20 ? 20 : 50;
}

function tooltipOf(field: string, format: string, title = field) {
  return [
    { field: 'label', type: 'nominal', title: 'run' },
    { field: 'epoch', type: 'quantitative', title: 'epoch', format: '.2~f' },
    { field, type: 'quantitative', title, format },
  ];
}
