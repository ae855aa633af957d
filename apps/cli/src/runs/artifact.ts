import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type Artifact, type ArtifactConfig, loadArtifact } from '@org/artifact';
import { modelBuilders } from '@org/models';
import { CliError } from '../program/cli-error.js';
import { invocationOf } from '../program/invocation.js';
import { fromStart, shownPath } from '../program/start-directory.js';

/** The artifact that the path names; without a path the newest below `runs`. */
export function findArtifact(path: string | undefined): string {
  if (path === undefined) return newestArtifact(fromStart('runs'));
  const directory = fromStart(path);
  if (isArtifact(directory)) return directory;
  const unfinished = existsSync(join(directory, 'checkpoints'))
    ? `: its training has not ended, go on with it by --resume ${path}`
    : '';
  throw new CliError('usage', `${path} holds no model${unfinished}`);
}

function newestArtifact(runs: string): string {
  const names = existsSync(runs) ? readdirSync(runs) : [];
  const [newest] = names
    .map((name) => join(runs, name))
    .filter(isArtifact)
    .map((directory) => ({ directory, time: statSync(join(directory, 'config.json')).mtimeMs }))
    .sort((a, b) => b.time - a.time);
  if (newest !== undefined) return newest.directory;
  throw new CliError(
    'usage',
    `there is no model below ${shownPath(runs)}: make one with \`${invocationOf('train')}\`, or name one with --artifact`,
  );
}

function isArtifact(directory: string): boolean {
  return ['config.json', 'model.json'].every((file) => existsSync(join(directory, file)));
}

/** Reads an artifact, whatever kind of model it holds. An engine has to run. */
export function openArtifact(directory: string): Promise<Artifact> {
  return loadArtifact(directory, { kinds: modelBuilders });
}

/** The content hash of the data that a model was trained on; undefined where its artifact does not say it. */
export function trainedOn({ data: { contentHash } }: ArtifactConfig): string | undefined {
  return typeof contentHash === 'string' ? contentHash : undefined;
}
