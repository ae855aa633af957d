import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { EVALUATION_FILE, EvaluationError, readEvaluation } from '@org/evaluation';
import { CliError } from '../program/cli-error.js';
import { shownPath } from '../program/start-directory.js';
import { type ResultTask, taskDifferences, taskOfResult } from './result-task.js';

export interface ResultPlaceOptions {
  /** The directory of the model. */
  readonly directory: string;
  /** The directory that the user named. */
  readonly output: string | undefined;
  readonly task: ResultTask;
  /** The task of the run: its settings on its own data. */
  readonly ownTask: ResultTask;
  /** The name of the data in directory names. */
  readonly dataName: string;
}

/**
 * The directory for a result: beside the model if it repeats the run's own result, else a directory of `evaluations/`
 * whose name states the differences.
 *
 * @throws CliError if the directory holds the result of another task, which is never overwritten.
 */
export async function resultPlace(options: ResultPlaceOptions): Promise<string> {
  const { output, task } = options;
  const place = output ?? (await defaultPlace(options));
  const there = await resultIn(place);
  if (there === undefined) return place;
  const differences = taskDifferences(there, task);
  if (differences.length === 0) return place;
  throw new CliError(
    'usage',
    `${shownPath(join(place, EVALUATION_FILE))} is of another measurement (${wordsOf(differences)}; now ${wordsOf(taskDifferences(task, there))}): choose another --output, or move it away`,
  );
}

async function defaultPlace({
  directory,
  task,
  ownTask,
  dataName,
}: ResultPlaceOptions): Promise<string> {
  const differences = taskDifferences(task, ownTask);
  const there = await resultIn(directory);
  const isThere = there !== undefined && taskDifferences(task, there).length === 0;
  if (differences.length === 0 || isThere) return directory;
  // If a run could not be tested by its own protocols, the result of another protocol becomes its result.
  const essential = differences.filter(
    ({ fact }) => !['sampled', 'negativesSeed', 'resampling'].includes(fact),
  );
  if (there === undefined && essential.length === 0) return directory;
  return join(directory, 'evaluations', nameOf(task, ownTask, dataName));
}

/** The differences from the run's own task, e.g. `walks-1a2b3c4d-leave-one-out-seen-ranked`. */
function nameOf(task: ResultTask, ownTask: ResultTask, dataName: string): string {
  const differences = taskDifferences(task, ownTask);
  const isOtherData = differences.some(({ fact }) => fact === 'dataset');
  const names = differences.map(({ fact, name }) =>
    fact === 'dataset' ? `${dataName}-${name}` : name,
  );
  // For other data the name always has the split, because the run's own split does not apply.
  if (isOtherData && !differences.some(({ fact }) => fact === 'split')) names.push(task.split.kind);
  return names.join('-');
}

function wordsOf(differences: readonly { readonly words: string }[]): string {
  return differences.map(({ words }) => words).join(', ');
}

/** The task of the result in a directory; undefined if none can be read. */
async function resultIn(directory: string): Promise<ResultTask | undefined> {
  if (!existsSync(join(directory, EVALUATION_FILE))) return undefined;
  try {
    return taskOfResult(await readEvaluation(directory));
  } catch (error) {
    if (error instanceof EvaluationError && error.code === 'corrupt') return undefined;
    throw error;
  }
}
