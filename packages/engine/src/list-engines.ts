import { bundledVersion } from './bundled-version.js';
import type { EngineOptions, EngineReport } from './engine.js';
import { ENGINES, type EngineEntry } from './engine-table.js';
import { EngineError } from './error.js';
import { findPackage, hasNativeAddon } from './installed-package.js';
import { loadEngine } from './load-engine.js';

/**
 * The state of each engine on this machine, best first. Starts no engine: it looks for packages with a native addon,
 * and loads the others to check that they load.
 */
export async function listEngines(options: EngineOptions = {}): Promise<readonly EngineReport[]> {
  return Promise.all(ENGINES.map((entry) => report(entry, options.resolveFrom)));
}

async function report(entry: EngineEntry, resolveFrom: string | undefined): Promise<EngineReport> {
  const { name, package: packageName, install } = entry;
  const found = findPackage(packageName, resolveFrom);
  const version = found?.version ?? bundledVersion(packageName);
  const reason = await problem(entry, resolveFrom);
  return {
    name,
    package: packageName,
    ...(version !== undefined && { version }),
    installed: found !== undefined || reason === undefined,
    usable: reason === undefined,
    ...(reason !== undefined && { reason, install }),
  };
}

async function problem(
  entry: EngineEntry,
  resolveFrom: string | undefined,
): Promise<string | undefined> {
  if (entry.native) {
    const found = findPackage(entry.package, resolveFrom);
    if (found === undefined) return 'not installed';
    return hasNativeAddon(found.directory) ? undefined : 'its native part is not installed';
  }
  try {
    await loadEngine(entry, resolveFrom);
    return undefined;
  } catch (error) {
    if (error instanceof EngineError) return error.reason ?? error.message;
    throw error;
  }
}
