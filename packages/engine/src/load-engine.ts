import * as tf from '@tensorflow/tfjs-core';
import type { EngineEntry } from './engine-table.js';
import { EngineError } from './error.js';
import { findPackage, hasNativeAddon, isNotFound, loadPackage } from './installed-package.js';
import { registerUnsortedSegmentSum } from './kernels/unsorted-segment-sum.js';

/** An engine whose backend is registered but not yet in use. */
export interface LoadedEngine {
  readonly module: object;
  readonly version: string;
}

/**
 * Loads an engine's package, which registers its backend.
 *
 * @throws EngineError `not-installed`, or `not-usable` if it is installed but does not load.
 */
export async function loadEngine(
  entry: EngineEntry,
  resolveFrom: string | undefined,
): Promise<LoadedEngine> {
  const found = findPackage(entry.package, resolveFrom);
  if (entry.native) {
    if (found === undefined) throw notInstalled(entry);
    if (!hasNativeAddon(found.directory)) {
      throw notUsable(entry, 'its native part is not installed');
    }
  }

  let module: object;
  try {
    module = await loadPackage(entry, found);
  } catch (error) {
    if (found === undefined && isNotFound(error)) throw notInstalled(entry);
    throw notUsable(entry, `it does not load (${firstLine(error)})`, error);
  }

  const { backend } = entry;
  if (!tf.findBackendFactory(backend)) {
    throw notUsable(entry, `it registered no backend '${backend}'`);
  }
  if (backend === 'wasm' || backend === 'cpu') registerUnsortedSegmentSum(backend);
  return { module, version: found?.version ?? 'unknown' };
}

function notInstalled({ name, package: packageName, install }: EngineEntry): EngineError {
  return new EngineError(
    'not-installed',
    `engine ${name} needs ${packageName}, which is not installed: ${install}`,
    { engine: name, reason: 'not installed' },
  );
}

export function notUsable(entry: EngineEntry, reason: string, cause?: unknown): EngineError {
  const { name, package: packageName, install } = entry;
  return new EngineError(
    'not-usable',
    `engine ${name}: ${packageName} is installed, but ${reason}. To set it up: ${install}`,
    { engine: name, reason, cause },
  );
}

export function firstLine(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.split('\n', 1)[0] ?? message;
}
