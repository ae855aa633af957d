import type { LikeScores, RatingSplitRecipe } from '@org/ratings';
import { renderDocument } from '../report/document.js';
import { DataTable } from '../report/parts/data-table.js';
import { RepeatSection } from '../report/parts/repeat-section.js';
import { LearningSection } from './learning-section.js';
import { splitSentence } from './rating-table.js';
import type { TrainedRatings } from './train-rating-model.js';

export interface LikePageContent {
  /** The name of the data for people. */
  readonly data: string;
  readonly split: RatingSplitRecipe;
  readonly testRatings: number;
  /** The model first. */
  readonly scores: readonly LikeScores[];
  /** The examples of the test, negatives included. */
  readonly examples: number;
  readonly trained: Pick<TrainedRatings, 'losses' | 'validations'>;
  readonly loss: string;
  readonly command: string;
  /** The JavaScript that draws the charts. */
  readonly script: string;
}

/** The result of a model of likes as a self-contained HTML file. */
export function likePage({ script, data, ...content }: LikePageContent): Promise<string> {
  const { split, testRatings, scores, examples, trained, loss, command } = content;
  const title = `Likes of ${data} by bst`;
  return renderDocument({
    title,
    script,
    children: (
      <>
        <header>
          <h1>{title}</h1>
          <p class="soft">{splitSentence(split, testRatings)}</p>
        </header>
        <main>
          <section id="results">
            <h2>Results</h2>
            <DataTable
              caption={`AUC and log loss over ${examples} examples, negatives included`}
              head={['predictor', 'AUC', 'log loss']}
              rows={scores.map(({ name, auc, logLoss }) => ({
                head: name,
                baseline: name !== 'bst',
                cells: [auc.toFixed(4), logLoss?.toFixed(4) ?? '–'],
              }))}
            />
          </section>
          <LearningSection trained={trained} loss={loss} metrics={['auc', 'logLoss']} />
          <RepeatSection command={command} />
        </main>
      </>
    ),
  });
}
