import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  type DirectoryLock,
  type Fields,
  FileError,
  lockDirectory,
  writeFileAtomically,
} from '@org/files';
import { z } from 'zod';
import { RegistryError } from './error.js';
import { readJsonFile } from './json-file.js';
import { isAlias, isVersion, modelDirectory } from './names.js';

export const ALIAS_FILE = 'aliases.json';

/** One version that an alias has named. */
export interface AliasEntry {
  readonly version: string;
  /** Since when, ISO 8601. */
  readonly since: string;
  /** When it was rolled back, ISO 8601. */
  readonly rolledBack?: string | undefined;
}

/** What each alias of a model has named, oldest first. The last that was not rolled back is what it names now. */
export type Aliases = ReadonlyMap<string, readonly AliasEntry[]>;

interface AliasFile {
  readonly formatVersion: 1;
  readonly aliases: Readonly<Record<string, readonly AliasEntry[]>>;
}

/** Entries that are kept of each alias. */
const KEPT = 100;
/** How long to wait for another process. A change takes milliseconds. */
const PATIENCE_MS = 5000;

const entry = z.object({
  version: z.string().refine(isVersion, 'expected 12 hexadecimal digits'),
  since: z.iso.datetime(),
  rolledBack: z.iso.datetime().optional(),
} satisfies Fields<AliasEntry>);

const schema = z.object({
  formatVersion: z.literal(1),
  aliases: z.record(z.string().refine(isAlias, 'expected names of aliases'), z.array(entry)),
} satisfies Fields<AliasFile>);

/** What the alias names now; undefined where it names nothing. */
export function namedBy(entries: readonly AliasEntry[] = []): AliasEntry | undefined {
  return entries.findLast(({ rolledBack }) => rolledBack === undefined);
}

/**
 * The aliases of a model; none where there is no file.
 *
 * @throws RegistryError `invalid-name`, `corrupt`; FileError `read-failed`.
 */
export async function readAliases(registry: string, name: string): Promise<Aliases> {
  const file = join(modelDirectory(registry, name), ALIAS_FILE);
  const content = await readJsonFile<AliasFile>(file, schema, 'alias file');
  return new Map(Object.entries(content?.aliases ?? {}));
}

/**
 * Changes the aliases of a model, one process at a time. Readers see the old file or the new one.
 *
 * @throws RegistryError `busy`, `corrupt`; FileError `write-failed`; what `change` throws.
 */
export async function changeAliases(
  registry: string,
  name: string,
  change: (aliases: Aliases) => Aliases | Promise<Aliases>,
): Promise<void> {
  const directory = modelDirectory(registry, name);
  const lock = await lockPatiently(directory, name);
  try {
    const aliases = await readAliases(registry, name);
    const changed = await change(aliases);
    if (changed === aliases) return;
    const file: AliasFile = {
      formatVersion: 1,
      aliases: Object.fromEntries(
        [...changed].map(([alias, entries]) => [alias, entries.slice(-KEPT)]),
      ),
    };
    await writeFileAtomically(
      join(directory, ALIAS_FILE),
      `${JSON.stringify(file, undefined, 2)}\n`,
    );
  } finally {
    await lock.release();
  }
}

async function lockPatiently(directory: string, name: string): Promise<DirectoryLock> {
  const start = performance.now();
  for (;;) {
    try {
      return await lockDirectory(directory);
    } catch (error) {
      if (!(error instanceof FileError) || error.code !== 'locked') throw error;
      if (performance.now() - start > PATIENCE_MS) {
        throw new RegistryError(
          'busy',
          `the aliases of ${name} are being changed: ${error.message}`,
          { cause: error },
        );
      }
    }
    await sleep(20);
  }
}
