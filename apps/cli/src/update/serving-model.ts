import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { type ArtifactConfig, readArtifactConfig } from '@org/artifact/files';
import { FileError } from '@org/files';
import { DEFAULT_ALIAS, modelNames, namedBy, readAliases } from '@org/registry';
import type { Terminal } from '../output/terminal.js';
import { CliError } from '../program/cli-error.js';
import { fromStart, shownPath } from '../program/start-directory.js';
import { findModel } from '../runs/found-model.js';
import { findRun, type RunRecord } from '../runs/run-directory.js';
import type { UpdateFlags } from './update-flags.js';

/** The model that serves, and how it was trained. */
export interface ServingModel {
  readonly directory: string;
  readonly run: RunRecord;
  readonly config: ArtifactConfig;
  /** Where the new model is published beside its directory. */
  readonly registry?: { readonly directory: string; readonly name: string };
}

/**
 * The run of the model that serves: the one that the flags name, the one whose version a registry serves, or the newest.
 *
 * @throws CliError `usage` for an unfinished run, a model without its run, and a run that is not what the registry serves.
 */
export async function servingModel(
  { artifact, registry, name: given }: Pick<UpdateFlags, 'artifact' | 'registry' | 'name'>,
  terminal: Terminal,
): Promise<ServingModel> {
  const place = registry === undefined ? undefined : fromStart(registry);
  const named = place === undefined ? undefined : (given ?? (await onlyModel(place)));
  const served =
    place === undefined || named === undefined ? undefined : await servedVersion(place, named);
  const path = artifact ?? (served && (await runOfVersion(served, `${named}@${DEFAULT_ALIAS}`)));
  const { directory, stopped } = await findModel(path, terminal);
  const shown = shownPath(directory);
  if (stopped !== undefined) {
    throw new CliError(
      'usage',
      `${shown} is not trained to its end: finish it, or name another --artifact`,
    );
  }
  const run = findRun(directory);
  if (run === undefined) {
    throw new CliError(
      'usage',
      `${shown} has no run.json, which says how it was trained: name the directory that train wrote by --artifact`,
    );
  }
  const config = await readArtifactConfig(directory);
  if (served !== undefined && served !== config.version) {
    throw new CliError(
      'usage',
      `${named}@${DEFAULT_ALIAS} is version ${served}, and ${shown} is version ${config.version}: leave out --artifact, or name the run of the version that serves`,
    );
  }
  return {
    ...{ directory, run, config },
    ...(place !== undefined && { registry: { directory: place, name: named ?? config.name } }),
  };
}

/** The name of the one model in a registry; undefined where there is none yet. */
async function onlyModel(registry: string): Promise<string | undefined> {
  const names = await modelNames(registry).catch((error: unknown) => {
    if (error instanceof FileError && error.code === 'missing') return [];
    throw error;
  });
  if (names.length < 2) return names[0];
  throw new CliError(
    'usage',
    `${shownPath(registry)} holds ${names.join(', ')}: choose one with --name`,
  );
}

async function servedVersion(registry: string, name: string): Promise<string | undefined> {
  return namedBy((await readAliases(registry, name)).get(DEFAULT_ALIAS))?.version;
}

/** A registry keeps a model without its run, so the run is found by the version of its model. */
async function runOfVersion(version: string, served: string): Promise<string> {
  const runs = fromStart('runs');
  for (const name of existsSync(runs) ? readdirSync(runs) : []) {
    const directory = join(runs, name);
    const config = await readArtifactConfig(directory).catch(() => undefined);
    if (config?.version === version) return directory;
  }
  throw new CliError(
    'usage',
    `${served} is version ${version}, whose run is not below ${shownPath(runs)}: name it by --artifact`,
  );
}
