import type { RatingScores, RatingSplitRecipe } from '@org/ratings';
import { type Chart, chartOf, seriesEncoding } from '../report/charts/chart.js';
import { renderDocument } from '../report/document.js';
import { ChartFigure } from '../report/parts/chart-figure.js';
import { DataTable } from '../report/parts/data-table.js';
import { IntervalCell } from '../report/parts/interval-cell.js';
import { Legend } from '../report/parts/legend.js';
import { RepeatSection } from '../report/parts/repeat-section.js';
import { pValueText, splitSentence } from './rating-table.js';
import type { TrainedRatings } from './train-rating-model.js';

export interface RatingPageContent {
  /** The name of the data for people. */
  readonly data: string;
  readonly split: RatingSplitRecipe;
  readonly testRatings: number;
  /** The model first. */
  readonly scores: readonly RatingScores[];
  readonly trained: Pick<TrainedRatings, 'losses' | 'validations'>;
  readonly loss: string;
  readonly command: string;
  /** The JavaScript that draws the charts. */
  readonly script: string;
}

/** The result of a rating model as a self-contained HTML file. */
export function ratingPage({ script, ...content }: RatingPageContent): Promise<string> {
  const title = `Ratings of ${content.data} by bst`;
  return renderDocument({ title, script, children: <Page title={title} {...content} /> });
}

interface PageProps extends Omit<RatingPageContent, 'script'> {
  readonly title: string;
}

function Page({ title, split, testRatings, scores, trained, loss, command }: PageProps) {
  const series = scores.map(({ name }, place) => ({ label: name, series: place }));
  const least = (of: (scores: RatingScores) => number) => Math.min(...scores.map(of));
  return (
    <>
      <header>
        <h1>{title}</h1>
        <p class="soft">{splitSentence(split, testRatings)}</p>
      </header>
      <main>
        <section id="results">
          <h2>Results</h2>
          <DataTable
            caption="Errors with 95 % intervals over users; p-values of the difference from bst, paired by user"
            head={['predictor', 'MAE', 'RMSE', 'rank correlation', 'p (MAE)', 'p (RMSE)']}
            rows={scores.map(({ name, mae, rmse, spearman, comparison }) => ({
              head: name,
              baseline: name !== 'bst',
              cells: [
                <IntervalCell interval={mae} best={mae.mean === least((one) => one.mae.mean)} />,
                <IntervalCell interval={rmse} best={rmse.mean === least((one) => one.rmse.mean)} />,
                spearman.toFixed(3),
                pValueText(comparison?.absolute.pValue),
                pValueText(comparison?.squared.pValue),
              ],
            }))}
          />
        </section>
        <section id="residuals">
          <h2>Residuals</h2>
          <Legend of={series} />
          <div class="charts">
            <ChartFigure chart={residualChart(scores, series)} id="residual-chart" />
            <ChartFigure chart={calibrationChart(scores, series)} id="calibration-chart" />
          </div>
          <DataTable
            caption="Mean of prediction - rating, by true rating"
            head={['rating', 'ratings', ...scores.map(({ name }) => name)]}
            rows={(scores[0]?.residuals ?? []).map(({ rating, count }, place) => ({
              head: String(rating),
              cells: [
                String(count),
                ...scores.map(({ residuals }) => residuals[place]?.mean.toFixed(3) ?? '–'),
              ],
            }))}
          />
        </section>
        <section id="learning">
          <h2>Learning</h2>
          <div class="charts">
            <ChartFigure chart={lossChart(trained, loss)} id="loss-chart" />
            <ChartFigure chart={validationChart(trained)} id="validation-chart" />
          </div>
        </section>
        <RepeatSection command={command} />
      </main>
    </>
  );
}

type Series = readonly { readonly label: string; readonly series: number }[];

function residualChart(scores: readonly RatingScores[], series: Series): Chart {
  const values = scores.flatMap(({ name: label, residuals }) =>
    residuals.map(({ rating, mean }) => ({ label, rating, mean })),
  );
  return chartOf(
    {
      title: 'Residuals by rating',
      description:
        'The mean of prediction - rating for each true rating: above 0, predictions are too high.',
    },
    lineSpec(
      values,
      { x: 'rating', y: 'mean', xTitle: 'true rating', yTitle: 'prediction - rating' },
      series,
    ),
  );
}

function calibrationChart(scores: readonly RatingScores[], series: Series): Chart {
  const values = scores.flatMap(({ name: label, calibration }) =>
    calibration.map(({ predicted, actual }) => ({ label, predicted, actual })),
  );
  return chartOf(
    {
      title: 'Calibration',
      description:
        'Ten parts of the ratings by prediction: the mean prediction of each, and the mean rating.',
    },
    lineSpec(
      values,
      { x: 'predicted', y: 'actual', xTitle: 'mean prediction', yTitle: 'mean rating' },
      series,
    ),
  );
}

function lossChart({ losses }: Pick<TrainedRatings, 'losses'>, loss: string): Chart {
  const label = 'bst';
  const values = losses.map(({ epoch, loss: value }) => ({ label, epoch, value }));
  const name = loss === 'l1' ? 'absolute error' : 'squared error';
  return chartOf(
    { title: 'Training loss', description: `The mean ${name} of the steps, with dropout.` },
    lineSpec(values, { x: 'epoch', y: 'value', xTitle: 'epoch', yTitle: name }, [
      { label, series: 0 },
    ]),
  );
}

function validationChart({ validations }: Pick<TrainedRatings, 'validations'>): Chart {
  const values = validations.flatMap(({ at: epoch, metrics }) =>
    ['mae', 'rmse'].map((label) => ({ label: label.toUpperCase(), epoch, value: metrics[label] })),
  );
  const series = ['MAE', 'RMSE'].map((label, place) => ({ label, series: place }));
  return chartOf(
    { title: 'Validation', description: 'MAE (circles) and RMSE (squares) of each validation.' },
    lineSpec(values, { x: 'epoch', y: 'value', xTitle: 'epoch', yTitle: 'error' }, series),
  );
}

interface Axes {
  readonly x: string;
  readonly y: string;
  readonly xTitle: string;
  readonly yTitle: string;
}

function lineSpec(values: readonly object[], { x, y, xTitle, yTitle }: Axes, series: Series) {
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
