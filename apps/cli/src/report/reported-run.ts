import { existsSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { EVALUATION_FILE, type EvaluationFile, readEvaluation } from '@org/evaluation';
import { plural } from '../output/format.js';
import { CliError } from '../program/cli-error.js';
import { commandLine } from '../program/invocation.js';
import { shownPath } from '../program/start-directory.js';
import { type LearningCurves, readLearningCurves } from './learning-curves.js';
import { resultConflicts } from './result-conflicts.js';
import { type RunSummary, readRunSummary } from './run-summary.js';

/** A run as its files describe it. */
export interface ReportedRun {
  /** The name of its directory, or its path if two have the same name. */
  readonly label: string;
  readonly directory: string;
  /** The directory of the result. */
  readonly results: string;
  readonly summary: RunSummary | undefined;
  readonly evaluation: EvaluationFile | undefined;
  readonly curves: LearningCurves | undefined;
  /** A sentence for each part that the report lacks, with the reason. */
  readonly missing: readonly string[];
}

/** A run, and the directory of its result. */
export interface RunToReport {
  readonly directory: string;
  readonly results: string;
  /** For a stopped run: the checkpoint that was measured, or why it has no result. */
  readonly note?: string | undefined;
}

/** Reads runs, or directories that `evaluate` wrote. Missing parts are left out; damaged ones are errors. */
export async function readReportedRuns(runs: readonly RunToReport[]): Promise<ReportedRun[]> {
  const names = runs.map(({ directory }) => basename(directory));
  return Promise.all(
    runs.map((run, place) => {
      const name = names[place] as string;
      const unique = names.indexOf(name) === names.lastIndexOf(name);
      return readReportedRun(run, unique ? name : shownPath(run.directory));
    }),
  );
}

async function readReportedRun(
  { directory, results, note }: RunToReport,
  label: string,
): Promise<ReportedRun> {
  const shown = shownPath(directory);
  if (!existsSync(directory) || !statSync(directory).isDirectory()) {
    throw new CliError('usage', `${shown} is not a directory: name the directory of a run`);
  }
  const summary = readRunSummary(directory);
  const hasEvaluation = existsSync(join(results, EVALUATION_FILE));
  if (summary === undefined && !hasEvaluation) {
    throw new CliError(
      'usage',
      `${shown} is not a run: it has neither run.json nor ${EVALUATION_FILE}`,
    );
  }
  const evaluation = hasEvaluation ? await readEvaluation(results) : undefined;
  const curves = await readLearningCurves(join(directory, 'events.jsonl'));
  const missing: string[] = [];
  if (note !== undefined) missing.push(`${note}.`);
  if (evaluation === undefined) {
    const advice = `\`${commandLine('evaluate', ['--artifact', shown])}\` measures it`;
    if (note === undefined) {
      missing.push(`No results: ${label} has no ${EVALUATION_FILE}; ${advice}.`);
    }
  } else if (evaluation.examples === undefined) {
    missing.push(
      `No example recommendations of ${label}: its ${EVALUATION_FILE} was written before there were any.`,
    );
  }
  if (evaluation !== undefined) {
    const conflicts = resultConflicts(label, directory, evaluation, summary);
    missing.push(...conflicts.map((conflict) => `${conflict}.`));
  }
  if (curves === undefined) {
    missing.push(`No learning curves of ${label}: there is no events.jsonl of its training.`);
  } else if (curves.unreadableLines > 0) {
    const lines = plural(curves.unreadableLines, 'line');
    missing.push(`${lines} of ${label}’s events.jsonl could not be read and are left out.`);
  }
  return { label, directory, results, summary, evaluation, curves, missing };
}
