import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type Artifact, type ArtifactConfig, loadArtifact } from '@org/artifact';
import { modelBuilders } from '@org/models';
import type { Terminal } from '../output/terminal.js';
import { CliError } from '../program/cli-error.js';
import { commandLine, invocationOf } from '../program/invocation.js';
import { fromStart, shownPath } from '../program/start-directory.js';
import {
  isUnfinishedRun,
  openStoppedRun,
  type StoppedRun,
  stoppedArtifact,
  stoppedPlace,
  stoppedSentence,
} from './stopped-run.js';

/** A model that a command uses. */
export interface FoundModel {
  /** The directory of the artifact or the run. */
  readonly directory: string;
  /** The default directory of files that are made from the model. */
  readonly place: string;
  /** The unfinished run whose best checkpoint is the model. */
  readonly stopped?: StoppedRun;
}

/**
 * The model of the path: an artifact, or the best checkpoint of a stopped run, which is reported. Without a path, the
 * newest below `runs`.
 */
export async function findModel(path: string | undefined, terminal: Terminal): Promise<FoundModel> {
  const directory = path === undefined ? newestModel(fromStart('runs')) : fromStart(path);
  if (isArtifact(directory)) return { directory, place: directory };
  if (isUnfinishedRun(directory)) {
    const found = await stoppedModel(directory);
    terminal.warn(stoppedSentence(found.stopped));
    return found;
  }
  const shown = shownPath(directory);
  const search = existsSync(join(directory, 'search/journal.jsonl'))
    ? `: its search has not chosen one yet; continue it with \`${commandLine('search', ['--resume', shown])}\``
    : '';
  throw new CliError('usage', `${path ?? shown} holds no model${search}`);
}

/**
 * The directory of the artifact; a run that was stopped has none yet.
 *
 * @throws CliError `usage`.
 */
export function finishedModel({ directory, stopped }: FoundModel): string {
  if (stopped === undefined) return directory;
  throw new CliError(
    'usage',
    `${shownPath(directory)} is not trained to its end, so it has no model to hand on yet`,
  );
}

/** The best checkpoint of an unfinished run. */
export async function stoppedModel(
  directory: string,
): Promise<FoundModel & { readonly stopped: StoppedRun }> {
  const stopped = await openStoppedRun(directory);
  return { directory, place: stoppedPlace(stopped), stopped };
}

/** The newest artifact, else the newest stopped run. */
function newestModel(runs: string): string {
  const directories = (existsSync(runs) ? readdirSync(runs) : []).map((name) => join(runs, name));
  const newest =
    newestOf(directories.filter(ranks), 'config.json') ??
    newestOf(directories.filter(isUnfinishedRun), 'checkpoints');
  if (newest !== undefined) return newest;
  throw new CliError(
    'usage',
    `${shownPath(runs)} has no model yet: train one with \`${invocationOf('train')}\`, or name one with --artifact`,
  );
}

function newestOf(directories: readonly string[], file: string): string | undefined {
  const [newest] = directories
    .map((directory) => ({ directory, time: statSync(join(directory, file)).mtimeMs }))
    .sort((a, b) => b.time - a.time);
  return newest?.directory;
}

function isArtifact(directory: string): boolean {
  return ['config.json', 'model.json'].every((file) => existsSync(join(directory, file)));
}

/** Whether it is an artifact of a model that ranks, and not of ratings. One whose kind is unknown is left to its reader. */
function ranks(directory: string): boolean {
  if (!isArtifact(directory)) return false;
  try {
    return JSON.parse(readFileSync(join(directory, 'config.json'), 'utf8')).kind !== 'bst';
  } catch {
    return true;
  }
}

/** Reads a model of any kind. An engine must be running. */
export function openModel(
  { directory, stopped }: FoundModel,
  terminal: Terminal,
): Promise<Artifact> {
  if (stopped !== undefined) return stoppedArtifact(stopped, terminal);
  return loadArtifact(directory, { kinds: modelBuilders });
}

/** The content hash of a model's training data; undefined if its artifact lacks it. */
export function trainedOn({ data: { contentHash } }: ArtifactConfig): string | undefined {
  return typeof contentHash === 'string' ? contentHash : undefined;
}
