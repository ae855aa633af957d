import { type Chart, chartOf, seriesEncoding } from '../report/charts/chart.js';
import { metricNames, type TrainedRatings } from './train-rating-model.js';

/** The lines of a chart, a colour and a shape each. */
export type Series = readonly { readonly label: string; readonly series: number }[];

const LOSS_NAMES: Readonly<Record<string, string>> = {
  ...{ mse: 'squared error', l1: 'absolute error', log: 'log loss' },
};

/** The loss over the steps of training. */
export function lossChart({ losses }: Pick<TrainedRatings, 'losses'>, loss: string): Chart {
  const label = 'bst';
  const values = losses.map(({ epoch, loss: value }) => ({ label, epoch, value }));
  const name = LOSS_NAMES[loss] ?? loss;
  return chartOf(
    { title: 'Training loss', description: `The mean ${name} of the steps, with dropout.` },
    lineSpec(values, { x: 'epoch', y: 'value', xTitle: 'epoch', yTitle: name }, [
      { label, series: 0 },
    ]),
  );
}

/** Two metrics of the validations. */
export function validationChart(
  { validations }: Pick<TrainedRatings, 'validations'>,
  metrics: readonly [string, string],
): Chart {
  const names = metrics.map((metric) => metricNames[metric] ?? metric);
  const values = validations.flatMap(({ at: epoch, metrics: measured }) =>
    metrics.map((metric, place) => ({ label: names[place], epoch, value: measured[metric] })),
  );
  const series = names.map((label, place) => ({ label, series: place }));
  return chartOf(
    {
      title: 'Validation',
      description: `${names[0]} (circles) and ${names[1]} (squares) of each validation.`,
    },
    lineSpec(
      values,
      {
        ...{ x: 'epoch', y: 'value', xTitle: 'epoch' },
        yTitle: metrics.includes('auc') ? 'value' : 'error',
      },
      series,
    ),
  );
}

interface Axes {
  readonly x: string;
  readonly y: string;
  readonly xTitle: string;
  readonly yTitle: string;
}

/** Lines with points over two quantities. */
export function lineSpec(
  values: readonly object[],
  { x, y, xTitle, yTitle }: Axes,
  series: Series,
) {
  const { color, shape } = seriesEncoding(series);
  const scale = { zero: false };
  const number = { type: 'quantitative', format: '.4f' } as const;
  const encoding = {
    // Without a format, the axis of a single value is labelled with six zeros.
    x: { field: x, type: 'quantitative', title: xTitle, scale, axis: { format: '.3~g' } },
    y: { field: y, type: 'quantitative', title: yTitle, scale },
    color,
    tooltip: [
      { field: 'label', type: 'nominal', title: 'series' },
      { field: x, title: xTitle, ...number },
      { field: y, title: yTitle, ...number },
    ],
  };
  return {
    height: 220,
    data: { values },
    encoding,
    layer: [
      { mark: { type: 'line', strokeWidth: 2 } },
      { mark: { type: 'point', filled: true, size: 50, opacity: 1 }, encoding: { shape } },
    ],
  };
}
