import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type ArtifactConfig, readArtifactConfig } from '@org/artifact/files';
import { readError } from '@org/files';
import { type Aliases, namedBy, readAliases } from './alias-file.js';
import { isName, isVersion, modelDirectory, versionDirectory } from './names.js';

/** A version of a model in a registry. */
export interface ListedVersion {
  readonly version: string;
  readonly directory: string;
  /** When it was written here, ISO 8601. */
  readonly publishedAt: string;
  /** The aliases that name it now. */
  readonly aliases: readonly string[];
  /** What its `config.json` says. */
  readonly config?: ArtifactConfig;
  /** Why that cannot be read. */
  readonly problem?: string;
}

export interface ListedModel {
  readonly name: string;
  readonly aliases: Aliases;
  /** Newest first. */
  readonly versions: readonly ListedVersion[];
}

/**
 * The names of the models in a registry, sorted.
 *
 * @throws FileError `missing` where there is no registry, `read-failed`.
 */
export async function modelNames(registry: string): Promise<readonly string[]> {
  const folders = await foldersOf(registry);
  return folders.filter(isName).sort();
}

/**
 * All models of a registry with their versions and aliases. Files are not checked against their hashes: a model is checked
 * when it is published and again when it is loaded.
 *
 * @throws FileError `missing` where there is no registry, `read-failed`; RegistryError `corrupt`.
 */
export async function listModels(registry: string): Promise<readonly ListedModel[]> {
  return Promise.all((await modelNames(registry)).map((name) => listModel(registry, name)));
}

/** The same for one model. */
export async function listModel(registry: string, name: string): Promise<ListedModel> {
  const folders = await foldersOf(modelDirectory(registry, name));
  const aliases = await readAliases(registry, name);
  const versions = await Promise.all(
    folders
      .filter(isVersion)
      .map((version) => describe(versionDirectory(registry, name, version), version, aliases)),
  );
  versions.sort((a, b) => compare(b.publishedAt, a.publishedAt) || compare(a.version, b.version));
  return { name, aliases, versions };
}

async function describe(
  directory: string,
  version: string,
  aliases: Aliases,
): Promise<ListedVersion> {
  const listed = {
    version,
    directory,
    publishedAt: await writtenAt(directory),
    aliases: [...aliases.keys()].filter(
      (alias) => namedBy(aliases.get(alias))?.version === version,
    ),
  };
  try {
    return { ...listed, config: await readArtifactConfig(directory) };
  } catch (error) {
    return { ...listed, problem: (error as Error).message };
  }
}

async function writtenAt(directory: string): Promise<string> {
  const { mtime } = await stat(join(directory, 'config.json')).catch(() => stat(directory));
  return mtime.toISOString();
}

async function foldersOf(directory: string): Promise<string[]> {
  try {
    const entries = await readdir(directory, { withFileTypes: true });
    // A link to a folder is as good as one.
    return entries
      .filter((entry) => entry.isDirectory() || entry.isSymbolicLink())
      .map(({ name }) => name);
  } catch (cause) {
    throw readError(directory, cause);
  }
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
