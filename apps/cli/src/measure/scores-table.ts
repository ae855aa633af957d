import { type MetricKey, metricLabel, tableMetrics } from '@org/metrics';
import type { SplitRecipe } from '@org/seqrec-data';
import { formatCount, formatInterval, formatShare, plural } from '../output/format.js';
import { formatTable } from '../output/table.js';
import type { ScorerScores } from './evaluation.js';

/** A row per scorer: every measured metric, and the coverage of the catalogue. */
export function scoresTable(scores: readonly ScorerScores[], ks: readonly number[]): string {
  const largest = Math.max(...ks);
  const columns: { head: string; cell: (scores: ScorerScores) => string }[] = [
    ...tableMetrics(ks)
      .filter((key) => scores.every(({ metrics }) => metrics[key] !== undefined))
      .map((key) => ({
        head: metricLabel(key),
        cell: ({ metrics }: ScorerScores) => metrics[key]?.toFixed(4) ?? '',
      })),
    {
      head: `Coverage@${largest}`,
      cell: ({ catalogue }) => (catalogue === undefined ? '' : formatShare(catalogue.coverage)),
    },
  ];
  return formatTable(
    ['model', ...columns.map(({ head }) => head)],
    scores.map((row) => [row.scorer, ...columns.map(({ cell }) => cell(row))]),
  );
}

/**
 * A row per scorer: hit rate and NDCG at 10 (else at the largest cut-off) and MRR, with intervals. The names of sampled
 * metrics say so, because they cannot be compared with those of the full ranking.
 */
export function intervalsTable(scores: readonly ScorerScores[], ks: readonly number[]): string {
  const suffix = metricSuffix(scores[0]?.protocol);
  const k = shownCutoff(ks);
  const largest = Math.max(...ks);
  const keys: readonly MetricKey[] = [`hitRate@${k}`, `ndcg@${k}`, `mrr@${largest}`];
  return formatTable(
    ['model', ...keys.map((key) => `${metricLabel(key)}${suffix}`)],
    scores.map(({ scorer, intervals }) => [
      scorer,
      ...keys.map((key) => formatInterval(intervals[key])),
    ]),
  );
}

/** The cut-off to show if there is room for only one: 10, else the largest. */
export function shownCutoff(ks: readonly number[]): number {
  return ks.includes(10) ? 10 : Math.max(...ks);
}

function metricSuffix(protocol: ScorerScores['protocol'] | undefined): string {
  if (protocol === undefined || protocol.ranking === 'full') return '';
  return ` (${protocol.negatives} ${protocol.ranking})`;
}

/** The heading of a table, which states how its numbers were measured. */
export function testHeading(split: SplitRecipe, [scores]: readonly ScorerScores[]): string {
  const seen = scores?.protocol.excludeSeen === false ? 'included' : 'left out';
  return `Test: ${split.kind}, ${plural(scores?.users ?? 0, 'user')}, full ranking, items of the history ${seen}`;
}

/** A note with the number of targets that a ranking without the history cannot find; undefined if there are none. */
export function seenTargetsNote([scores]: readonly ScorerScores[]): string | undefined {
  const { excludeSeen, targets, seenTargets = 0 } = scores?.protocol ?? {};
  if (excludeSeen !== true || targets === undefined || seenTargets === 0) return undefined;
  const are = seenTargets === 1 ? 'is in its' : 'are in their';
  return `${formatCount(seenTargets)} of ${plural(targets, 'target')} ${are} user's history already, so this ranking cannot find them: --no-exclude-seen ranks items of the history too`;
}
