import { readArtifactConfig } from '@org/artifact/files';
import { FileError } from '@org/files';
import { type AliasEntry, type Aliases, changeAliases, namedBy } from './alias-file.js';
import { RegistryError } from './error.js';
import { requireAlias, versionDirectory } from './names.js';

/**
 * Lets an alias name a version of a model. Servers that watch the registry switch to it once it is loaded.
 *
 * @throws RegistryError `invalid-name`, `unknown` where there is no such version, `busy`, `corrupt`; FileError.
 */
export async function setAlias(
  registry: string,
  name: string,
  alias: string,
  version: string,
): Promise<void> {
  requireAlias(alias);
  await requireVersion(registry, name, version);
  await changeAliases(registry, name, (aliases) => {
    const entries = aliases.get(alias) ?? [];
    if (namedBy(entries)?.version === version) return aliases;
    return new Map([...aliases, [alias, [...entries, { version, since: now() }]]]);
  });
}

/**
 * Takes an alias away, such as `candidate` after a trial. Its history goes with it.
 *
 * @throws RegistryError `invalid-name`, `unknown` where there is no such alias, `busy`, `corrupt`; FileError.
 */
export async function removeAlias(registry: string, name: string, alias: string): Promise<void> {
  requireAlias(alias);
  await changeAliases(registry, name, (aliases) => {
    requireEntries(aliases, name, alias);
    return new Map([...aliases].filter(([other]) => other !== alias));
  });
}

/** What a roll back changed. */
export interface RolledBack {
  readonly from: string;
  readonly to: string;
}

/**
 * Lets an alias name the version again that it named before. Once more goes one further back, not forth: what was rolled
 * back is passed over, until `setAlias` names it anew.
 *
 * @throws RegistryError `unknown` where there is no such alias or the version is gone, `no-earlier`, `busy`, `corrupt`;
 * FileError.
 */
export async function rollback(registry: string, name: string, alias: string): Promise<RolledBack> {
  requireAlias(alias);
  let rolledBack: RolledBack | undefined;
  await changeAliases(registry, name, async (aliases) => {
    const entries = requireEntries(aliases, name, alias);
    const place = entries.findLastIndex((entry) => entry.rolledBack === undefined);
    const from = entries[place];
    const to = namedBy(entries.slice(0, place));
    if (from === undefined || to === undefined) {
      throw new RegistryError(
        'no-earlier',
        `no earlier version to roll back to: ${name}@${alias} has only named ${from?.version ?? 'nothing'}`,
      );
    }
    await requireVersion(registry, name, to.version);
    rolledBack = { from: from.version, to: to.version };
    return new Map([...aliases, [alias, entries.with(place, { ...from, rolledBack: now() })]]);
  });
  if (rolledBack === undefined) throw new Error('nothing was rolled back');
  return rolledBack;
}

function requireEntries(aliases: Aliases, name: string, alias: string): readonly AliasEntry[] {
  const entries = aliases.get(alias);
  if (entries !== undefined) return entries;
  const known = [...aliases.keys()];
  throw new RegistryError(
    'unknown',
    `${name} has no alias ${alias}: ${known.length > 0 ? `it has ${known.join(', ')}` : 'it has none'}`,
  );
}

/** @throws RegistryError `unknown`. */
async function requireVersion(registry: string, name: string, version: string): Promise<void> {
  const directory = versionDirectory(registry, name, version);
  try {
    await readArtifactConfig(directory);
  } catch (error) {
    if (!(error instanceof FileError) || error.code !== 'missing') throw error;
    throw new RegistryError('unknown', `${registry} holds no version ${version} of ${name}`, {
      cause: error,
    });
  }
}

function now(): string {
  return new Date().toISOString();
}
