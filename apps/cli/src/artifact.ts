import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type Artifact, readArtifact } from '@org/training';
import { artifactFolder } from './artifact-folder.js';
import { CliError } from './cli-error.js';
import { invocationOf } from './invocation.js';
import { models } from './models/registry.js';
import { fromStart, shownPath } from './start-directory.js';

/** The artifact that the path names, itself or as a run; without a path the newest below `runs`. */
export function findArtifact(path: string | undefined): string {
  if (path === undefined) return newestArtifact(fromStart('runs'));
  const directory = fromStart(path);
  const found = [directory, join(directory, artifactFolder)].find(isArtifact);
  if (found !== undefined) return found;
  throw new CliError('usage', `${path} holds no model: expected a run or a model directory`);
}

function newestArtifact(runs: string): string {
  const names = existsSync(runs) ? readdirSync(runs) : [];
  const [newest] = names
    .flatMap((name) => [join(runs, name), join(runs, name, artifactFolder)])
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
export async function loadArtifact(directory: string): Promise<Artifact> {
  const builders = await Promise.all(
    Object.entries(models).map(async ([kind, { load }]) => [kind, (await load()).build] as const),
  );
  return readArtifact(directory, { kinds: Object.fromEntries(builders) });
}
