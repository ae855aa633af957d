import {
  type Contestant,
  compare as compareContestants,
  incomparable,
  type Measured,
  readEvaluation,
  readPerUser,
} from '@org/evaluation';
import type { MetricKey } from '@org/metrics';
import { shortHash } from '../data/short-hash.js';
import { comparisonsTable } from '../measure/comparisons-table.js';
import { stoppedResult } from '../measure/stopped-result.js';
import { plural } from '../output/format.js';
import type { Terminal } from '../output/terminal.js';
import { CliError } from '../program/cli-error.js';
import { fromStart } from '../program/start-directory.js';
import { closest } from '../program/suggestion.js';
import { measuredData, resultConflicts } from '../report/result-conflicts.js';
import { type RunSummary, readRunSummary } from '../report/run-summary.js';
import type { Invocation } from './command.js';

export interface CompareFlags {
  readonly scorer?: readonly string[];
  readonly metric?: readonly string[];
  readonly protocol?: string;
  readonly resamples?: number;
  readonly seed?: number;
}

interface MeasuredRun extends Measured {
  readonly directory: string;
  readonly summary: RunSummary | undefined;
}

/** Tests the differences between results of runs on the same data, or between the scorers of one run. */
export async function compare({
  terminal,
  arguments: runs,
  options,
}: Invocation<CompareFlags>): Promise<number> {
  const { protocol: name = 'full', resamples = 2000, seed = 42 } = options;
  const measured: MeasuredRun[] = [];
  // In sequence, because stopped runs are measured now.
  for (const run of runs) measured.push(await readRunResult(run, name, terminal));
  const [reference] = measured;
  for (const other of measured.slice(1)) {
    const reason = reference && incomparable(reference, other);
    if (reason !== undefined) throw new CliError('failure', reason);
  }
  const contestants = await contestantsOf(measured, options.scorer);
  const [first, ...others] = contestants;
  if (reference === undefined || first === undefined || others.length === 0) {
    throw new CliError(
      'usage',
      'there is nothing to compare with: name two runs, or one that has baselines',
    );
  }
  const metrics = metricsOf(reference, options.metric);
  const comparisons = compareContestants(first, others, { metrics, resamples, seed });

  for (const { label, directory, file, summary } of measured) {
    for (const conflict of resultConflicts(label, directory, file, summary))
      terminal.warn(conflict);
  }
  const { file, protocol } = reference;
  const { contentHash } = file.dataset;
  terminal.note(`data     ${measuredData(file, reference.summary)} (${shortHash(contentHash)})`);
  const ranking =
    protocol.ranking === 'full' ? 'full ranking' : `${protocol.negatives} ${protocol.ranking}`;
  const users = plural(comparisons[0]?.users ?? 0, 'user');
  terminal.show(
    terminal.resultStyle.bold(
      `${first.label} against others: ${file.split.kind}, ${users}, ${ranking}`,
    ),
  );
  terminal.show(comparisonsTable(comparisons));
  terminal.show(
    `A difference above 0 is in favour of ${first.label}; in brackets its 95 % interval. p-values are corrected for ${plural(comparisons.length, 'comparison')} (Holm). They know nothing of other training seeds.`,
  );
  terminal.result({
    dataset: file.dataset.contentHash,
    split: file.split,
    protocol: { name: protocol.name, ranking: protocol.ranking },
    ...{ resamples, seed, comparisons },
  });
  return 0;
}

/** The result of a run, or of the best checkpoint of a stopped run. */
async function readRunResult(run: string, name: string, terminal: Terminal): Promise<MeasuredRun> {
  const stopped = await stoppedResult(fromStart(run), terminal);
  if (stopped !== undefined) terminal.warn(stopped.sentence);
  const directory = stopped?.place ?? fromStart(run);
  const file = await readEvaluation(directory);
  const protocol = file.protocols.find((one) => one.name === name);
  if (protocol !== undefined) {
    return { label: run, file, protocol, directory, summary: readRunSummary(directory) };
  }
  const known = file.protocols.map((one) => one.name).join(', ');
  throw new CliError(
    'usage',
    `${run} was not measured by ${name}, but by ${known}: evaluate it with --protocol ${name}`,
  );
}

/** All scorers of a single run, the models of several runs, or the named scorers. */
async function contestantsOf(
  runs: readonly MeasuredRun[],
  names: readonly string[] | undefined,
): Promise<Contestant[]> {
  const contestants: Contestant[] = [];
  for (const { label, protocol, directory } of runs) {
    const known = protocol.scorers.map(({ scorer }) => scorer);
    const scorers = names ?? (runs.length === 1 ? known : known.slice(0, 1));
    const results = await readPerUser(directory, protocol);
    for (const scorer of scorers) {
      if (!known.includes(scorer)) {
        const hint = closest(scorer, known) ?? known.join(', ');
        throw new CliError('usage', `${label} has no scorer ${scorer}; did you mean ${hint}?`);
      }
      const name = runs.length === 1 ? scorer : scorers.length === 1 ? label : `${label} ${scorer}`;
      contestants.push({ label: name, results, scorer });
    }
  }
  return contestants;
}

/** The named metrics, by default NDCG and hit rate at the cut-off nearest to 10. */
function metricsOf({ protocol }: Measured, names: readonly string[] | undefined): MetricKey[] {
  const known = Object.keys(protocol.scorers[0]?.metrics ?? {}) as MetricKey[];
  if (names === undefined) {
    const at10 = known.filter((key) => key === 'ndcg@10' || key === 'hitRate@10');
    return at10.length > 0 ? at10.reverse() : known;
  }
  return names.map((name) => {
    const key = known.find((one) => one === name);
    if (key !== undefined) return key;
    throw new CliError('usage', `${name} was not measured; there is ${known.join(', ')}`);
  });
}
