import { ChartFigure } from '../report/parts/chart-figure.js';
import { lossChart, validationChart } from './learning-charts.js';
import type { TrainedRatings } from './train-rating-model.js';

export interface LearningSectionProps {
  readonly trained: Pick<TrainedRatings, 'losses' | 'validations'>;
  readonly loss: string;
  /** The metrics of the validations that the chart shows. */
  readonly metrics: readonly [string, string];
}

/** The loss of the steps, and the metrics of the validations. */
export function LearningSection({ trained, loss, metrics }: LearningSectionProps) {
  return (
    <section id="learning">
      <h2>Learning</h2>
      <div class="charts">
        <ChartFigure chart={lossChart(trained, loss)} id="loss-chart" />
        <ChartFigure chart={validationChart(trained, metrics)} id="validation-chart" />
      </div>
    </section>
  );
}
