import { removeDirectory } from '@org/files';
import { changeAliases, namedBy } from './alias-file.js';
import { listModel } from './list-models.js';

export interface PruneOptions {
  /** Versions that no alias needs and that stay, the newest ones. At least 0. */
  readonly keep: number;
}

/**
 * Deletes old versions of a model. Those that an alias names stay, and so does the one that each alias would be rolled back
 * to. A server that has loaded a version before goes on with it.
 *
 * @returns the versions that were deleted, newest first.
 * @throws RegistryError `invalid-name`, `busy`, `corrupt`; FileError.
 */
export async function prune(
  registry: string,
  name: string,
  { keep }: PruneOptions,
): Promise<readonly string[]> {
  const deleted: string[] = [];
  // Under the lock of the aliases, so that none comes to name what is being deleted.
  await changeAliases(registry, name, async (aliases) => {
    const needed = new Set<string>();
    for (const entries of aliases.values()) {
      const now = namedBy(entries);
      const before = namedBy(entries.slice(0, now === undefined ? 0 : entries.indexOf(now)));
      for (const entry of [now, before]) if (entry !== undefined) needed.add(entry.version);
    }
    const { versions } = await listModel(registry, name);
    const unneeded = versions.filter(({ version }) => !needed.has(version));
    for (const { version, directory } of unneeded.slice(keep)) {
      await removeDirectory(directory);
      deleted.push(version);
    }
    return aliases;
  });
  return deleted;
}
