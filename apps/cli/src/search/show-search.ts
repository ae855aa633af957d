import { metricLabel } from '@org/metrics';
import { splitRecipe } from '../data/split-recipe.js';
import type { ScorerScores } from '../measure/evaluation.js';
import { scoresTable, testHeading } from '../measure/scores-table.js';
import { formatSeconds } from '../output/format.js';
import type { Terminal } from '../output/terminal.js';
import { writeOutput } from '../output/write-output.js';
import { shownPath } from '../program/start-directory.js';
import { chartsScript } from '../report/document.js';
import type { SearchPlan } from './plan.js';
import { trialRows } from './results.js';
import { resultsTable } from './results-table.js';
import { searchFiles } from './search-directory.js';
import type { SearchLog } from './search-log.js';
import { searchPage } from './search-page.js';
import { settingsText } from './settings-text.js';

export interface ShowSearchOptions {
  readonly plan: SearchPlan;
  readonly log: SearchLog;
  readonly run: string;
  readonly command: string;
  readonly terminal: Terminal;
}

/** Shows a finished search: all trials as a table and a page, and the test of the winner. */
export async function showSearch({
  plan,
  log,
  run,
  command,
  terminal,
}: ShowSearchOptions): Promise<void> {
  const { metric, strategy, rungs, trials } = plan;
  const files = searchFiles(run);
  const rows = trialRows(plan, log);
  const { finished } = log;
  const winner = finished === undefined ? undefined : trials[finished.trial];
  if (finished === undefined || winner === undefined)
    throw new TypeError('the search has no winner');
  const scores = finished.scores as unknown as readonly ScorerScores[];
  const full = scores.filter(({ protocol }) => protocol.ranking === 'full');
  const result = {
    run,
    strategy,
    metric,
    rungs,
    winner: { trial: finished.trial, settings: winner.settings, version: finished.version },
    trials: rows,
    scores,
    command,
  };
  await writeOutput(files.results, `${JSON.stringify(result, null, 2)}\n`);
  const shown = { rows, metric, command, winner: finished.trial, script: await chartsScript() };
  await writeOutput(files.page, await searchPage(shown));

  const { bold } = terminal.resultStyle;
  const { configuration } = winner;
  const seconds = rows.reduce((sum, row) => sum + row.seconds, 0);
  terminal.show();
  terminal.show(bold(`Trials by their best validation ${metricLabel(metric)}`));
  terminal.show(resultsTable(rows, metric));
  terminal.show();
  terminal.show(`Best     trial ${finished.trial}: ${settingsText(winner.settings)}`);
  terminal.show();
  terminal.show(bold(testHeading(splitRecipe(configuration.split), full)));
  terminal.show(scoresTable(full, configuration.evaluation.ks));
  terminal.show();
  terminal.show(`Model    ${bold(shownPath(run))}  (version ${finished.version})`);
  terminal.show(`Trials   ${shownPath(files.page)}`);
  terminal.show(`Took     ${formatSeconds(seconds)} of trials`);
  terminal.result(result);
}
