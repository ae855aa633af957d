import { existsSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { EVALUATION_FILE, type EvaluationFile, readEvaluation } from '@org/evaluation';
import { plural } from '../output/format.js';
import { CliError } from '../program/cli-error.js';
import { commandLine } from '../program/invocation.js';
import { shownPath } from '../program/start-directory.js';
import { type LearningCurves, readLearningCurves } from './learning-curves.js';
import { type RunSummary, readRunSummary } from './run-summary.js';

/** A run as its files describe it. */
export interface ReportedRun {
  /** The name of its directory, or its path if two have the same name. */
  readonly label: string;
  readonly directory: string;
  readonly summary: RunSummary | undefined;
  readonly evaluation: EvaluationFile | undefined;
  readonly curves: LearningCurves | undefined;
  /** A sentence for each part that the report lacks, with the reason. */
  readonly missing: readonly string[];
}

/** Reads runs, or directories that `evaluate` wrote. Missing parts are left out; damaged ones are errors. */
export async function readReportedRuns(directories: readonly string[]): Promise<ReportedRun[]> {
  const names = directories.map((directory) => basename(directory));
  return Promise.all(
    directories.map((directory, place) => {
      const name = names[place] as string;
      const unique = names.indexOf(name) === names.lastIndexOf(name);
      return readReportedRun(directory, unique ? name : shownPath(directory));
    }),
  );
}

async function readReportedRun(directory: string, label: string): Promise<ReportedRun> {
  const shown = shownPath(directory);
  if (!existsSync(directory) || !statSync(directory).isDirectory()) {
    throw new CliError('usage', `${shown} is not a directory: name the directory of a run`);
  }
  const summary = readRunSummary(directory);
  const hasEvaluation = existsSync(join(directory, EVALUATION_FILE));
  if (summary === undefined && !hasEvaluation) {
    throw new CliError(
      'usage',
      `${shown} is not a run: it has neither run.json nor ${EVALUATION_FILE}`,
    );
  }
  const evaluation = hasEvaluation ? await readEvaluation(directory) : undefined;
  const curves = await readLearningCurves(join(directory, 'events.jsonl'));
  const missing: string[] = [];
  if (evaluation === undefined) {
    const advice = existsSync(join(directory, 'model.json'))
      ? `\`${commandLine('evaluate', ['--artifact', shown])}\` measures it`
      : 'its training has not ended';
    missing.push(`No results: ${label} has no ${EVALUATION_FILE}; ${advice}.`);
  } else if (evaluation.examples === undefined) {
    missing.push(
      `No example recommendations of ${label}: its ${EVALUATION_FILE} was written before there were any.`,
    );
  }
  if (curves === undefined) {
    missing.push(`No learning curves of ${label}: there is no events.jsonl of its training.`);
  } else if (curves.unreadableLines > 0) {
    const lines = plural(curves.unreadableLines, 'line');
    missing.push(`${lines} of ${label}’s events.jsonl could not be read and are left out.`);
  }
  return { label, directory, summary, evaluation, curves, missing };
}
