import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { EngineEntry } from './engine-table.js';

/** A package found on disk. */
export interface InstalledPackage {
  readonly directory: string;
  readonly version: string;
  /** Resolves modules from where the package was found. */
  readonly require: NodeJS.Require;
}

/**
 * Looks for a package in the `node_modules` directories above `resolveFrom`, then in those above this file: where
 * `import` looks. `require.resolve` would also look in NODE_PATH, which `import` does not use.
 */
export function findPackage(name: string, resolveFrom?: string): InstalledPackage | undefined {
  for (const place of [resolveFrom, import.meta.url]) {
    if (place === undefined) continue;
    for (const above of directoriesAbove(fileURLToPath(place))) {
      const directory = join(above, 'node_modules', name);
      const manifest = join(directory, 'package.json');
      if (!existsSync(manifest)) continue;
      const { version } = JSON.parse(readFileSync(manifest, 'utf8')) as { version: string };
      return { directory, version, require: createRequire(place) };
    }
  }
  return undefined;
}

function directoriesAbove(path: string): readonly string[] {
  const parent = dirname(path);
  return parent === path ? [] : [parent, ...directoriesAbove(parent)];
}

/** Loads an engine's package: through the import of the table if there is one, else from the disk. */
export async function loadPackage(
  entry: EngineEntry,
  found: InstalledPackage | undefined,
): Promise<object> {
  if (entry.load !== undefined) {
    try {
      return await entry.load();
    } catch (error) {
      if (found === undefined || !isNotFound(error)) throw error;
    }
  }
  if (found === undefined) throw new Error(`${entry.package} is not installed`);
  return (await import(pathToFileURL(found.require.resolve(entry.package)).href)) as object;
}

/** Whether the addon that tfjs-node's install script downloads or builds is in place. */
export function hasNativeAddon(directory: string): boolean {
  const lib = join(directory, 'lib');
  return (
    existsSync(lib) &&
    readdirSync(lib).some((build) => existsSync(join(lib, build, 'tfjs_binding.node')))
  );
}

/** Whether an import failed because a package is absent, not because it is broken. */
export function isNotFound(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return code === 'ERR_MODULE_NOT_FOUND' || code === 'MODULE_NOT_FOUND';
}
