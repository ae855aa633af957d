import type { RatingScores, RatingSplitRecipe } from '@org/ratings';
import { type Chart, chartOf } from '../report/charts/chart.js';
import { renderDocument } from '../report/document.js';
import { ChartFigure } from '../report/parts/chart-figure.js';
import { DataTable } from '../report/parts/data-table.js';
import { IntervalCell } from '../report/parts/interval-cell.js';
import { Legend } from '../report/parts/legend.js';
import { RepeatSection } from '../report/parts/repeat-section.js';
import { lineSpec, type Series } from './learning-charts.js';
import { LearningSection } from './learning-section.js';
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
        <LearningSection trained={trained} loss={loss} metrics={['mae', 'rmse']} />
        <RepeatSection command={command} />
      </main>
    </>
  );
}

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
