import type { ScorerRecord } from '@org/evaluation';
import { type MetricKey, metricLabel } from '@org/metrics';
import type { SplitRecipe } from '@org/seqrec-data';
import type { EvaluationSettings } from '../config/configuration.js';
import type { Terminal } from '../output/terminal.js';
import type { Measurements } from './evaluation.js';
import {
  intervalsTable,
  scoresTable,
  seenTargetsNote,
  shownCutoff,
  testHeading,
} from './scores-table.js';
import { debiasedTable, slicesTable } from './slices-table.js';

export interface ShowScoresOptions {
  readonly recipe: SplitRecipe;
  readonly ks: readonly number[];
  readonly terminal: Terminal;
}

/** Shows all results: means, their intervals, and sampled protocols under separate headings. */
export function showScores(
  { scores, sampledScores }: Pick<Measurements, 'scores' | 'sampledScores'>,
  { recipe, ks, terminal }: ShowScoresOptions,
): void {
  const { bold } = terminal.resultStyle;
  terminal.show(bold(testHeading(recipe, scores)));
  terminal.show(scoresTable(scores, ks));
  warnOfSeenTargets(scores, terminal);
  terminal.show();
  terminal.show(bold('95 % intervals, by resampling users'));
  terminal.show(intervalsTable(scores, ks));
  showSampled(sampledScores, { ks, terminal });
}

/** Warns if the ranking cannot find targets because they are in the history. */
export function warnOfSeenTargets(scores: Measurements['scores'], terminal: Terminal): void {
  const note = seenTargetsNote(scores);
  if (note !== undefined) terminal.warn(note);
}

/** Shows the sampled protocols, if any. */
export function showSampled(
  sampledScores: Measurements['sampledScores'],
  { ks, terminal }: Omit<ShowScoresOptions, 'recipe'>,
): void {
  for (const name of new Set(sampledScores.map(({ protocol }) => protocol.name))) {
    const scores = sampledScores.filter(({ protocol }) => protocol.name === name);
    terminal.show();
    terminal.show(
      terminal.resultStyle.bold(`Sampled protocol ${name}: compare only with papers that use it`),
    );
    terminal.show(intervalsTable(scores, ks));
  }
}

/** Shows the slices and the debiased view. */
export function showSlices(
  scorers: readonly ScorerRecord[],
  { ks, debiasPower }: EvaluationSettings,
  terminal: Terminal,
): void {
  const { bold } = terminal.resultStyle;
  const k = shownCutoff(ks);
  const ndcg: MetricKey = `ndcg@${k}`;
  terminal.show();
  terminal.show(bold(`${metricLabel(ndcg)} by slice, with 95 % intervals`));
  terminal.show(slicesTable(scorers, ndcg));
  terminal.show();
  terminal.show(
    bold(`Debiased: each target weighs the inverse of its popularity ^ ${debiasPower}`),
  );
  terminal.show(debiasedTable(scorers, [`hitRate@${k}`, ndcg]));
}
