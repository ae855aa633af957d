import { registerCpuKernels } from '@org/step';
import * as tf from '@tensorflow/tfjs-core';
import { bundledVersion } from './bundled-version.js';
import { ENGINES, type EngineEntry } from './engine-table.js';
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
  const problem = entry.provider && providerProblem(module, entry.provider);
  if (problem !== undefined) throw notUsable(entry, problem);
  if (backend === 'wasm' || backend === 'cpu') registerUnsortedSegmentSum(backend);
  if (backend === 'wasm') await completeWasm(resolveFrom);
  const version = found?.version ?? bundledVersion(entry.package) ?? 'unknown';
  return { module, version };
}

/** Why ONNX Runtime cannot use an execution provider; undefined if it can. */
function providerProblem(module: object, provider: string): string | undefined {
  if (!('providerProblem' in module)) return 'it is too old to have execution providers';
  return (module.providerProblem as (provider: string) => string | undefined)(provider);
}

/**
 * Lets the `cpu` backend, where it is installed, compute the kernels that the WASM backend lacks, such as the gradient of
 * a convolution's filter.
 */
async function completeWasm(resolveFrom: string | undefined): Promise<void> {
  const cpu = ENGINES.find(({ backend }) => backend === 'cpu');
  if (cpu === undefined) return;
  try {
    await loadPackage(cpu, findPackage(cpu.package, resolveFrom));
  } catch {
    return;
  }
  registerCpuKernels('wasm');
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
