import { availableParallelism, cpus } from 'node:os';
import type { StepRunner } from '@org/step';
import * as tf from '@tensorflow/tfjs-core';
import type { Engine, StartEngineOptions } from './engine.js';
import { ENGINE_NAMES } from './engine-names.js';
import { ENGINES, type EngineEntry } from './engine-table.js';
import { EngineError } from './error.js';
import { firstLine, loadEngine, notUsable } from './load-engine.js';

/**
 * Starts an engine and makes it the backend of TensorFlow.js: the first that starts, or the named one. If the named
 * engine is missing, the error says how to install it, and no other engine is tried.
 *
 * @example
 * const engine = await startEngine();
 * engine.name; // 'onnx'
 */
export async function startEngine(options: StartEngineOptions = {}): Promise<Engine> {
  const wanted = options.engine ?? 'auto';
  if (wanted !== 'auto') return start(entryOf(wanted), options);

  const refusals: string[] = [];
  for (const entry of ENGINES) {
    try {
      return await start(entry, options);
    } catch (error) {
      if (!(error instanceof EngineError)) throw error;
      refusals.push(error.message);
    }
  }
  throw new EngineError('no-engine', `no engine starts: ${refusals.join('; ')}`);
}

function entryOf(name: string): EngineEntry {
  const entry = ENGINES.find((candidate) => candidate.name === name);
  if (entry !== undefined) return entry;
  throw new EngineError(
    'unknown-engine',
    `there is no engine '${name}': expected auto, ${ENGINE_NAMES.join(', ')}`,
  );
}

async function start(
  entry: EngineEntry,
  { resolveFrom, threads }: StartEngineOptions,
): Promise<Engine> {
  const { name, backend } = entry;
  const { module, version } = await loadEngine(entry, resolveFrom);
  configure(module, {
    ...(threads !== undefined && { threads }),
    ...(entry.provider !== undefined && { executionProvider: entry.provider }),
  });
  await use(entry);
  if (name === 'node-gpu' && !usesGpu()) throw notUsable(entry, 'it finds no CUDA device');
  const gpu = name === 'node-gpu' || entry.provider !== undefined;
  return {
    name,
    backend,
    package: entry.package,
    version,
    device: gpu ? 'CUDA GPU' : cpuName(entry, threads),
    ...('compilePieces' in module && { stepRunner: module.compilePieces as StepRunner }),
  };
}

/** Sets options of the engine, if it has any; only works before it starts. */
function configure(
  module: object,
  options: { threads?: number; executionProvider?: string },
): void {
  if (!('configureOnnxBackend' in module)) return;
  (module.configureOnnxBackend as (chosen: typeof options) => void)(options);
}

async function use(entry: EngineEntry): Promise<void> {
  let ready: boolean;
  try {
    ready = await tf.setBackend(entry.backend);
  } catch (error) {
    throw notUsable(entry, `it does not start (${firstLine(error)})`, error);
  }
  if (!ready) throw notUsable(entry, 'it does not start');
  if (entry.name === 'cpu') withoutGreeting();
}

/** At its first tensor the backend would print an advice to install tfjs-node, and packages never print. */
function withoutGreeting(): void {
  const backend: object = tf.backend();
  if ('firstUse' in backend) backend.firstUse = false;
}

function usesGpu(): boolean {
  const backend: object = tf.backend();
  return 'isUsingGpuDevice' in backend && backend.isUsingGpuDevice === true;
}

function cpuName({ name }: EngineEntry, threads: number = availableParallelism()): string {
  const model = cpus()[0]?.model.trim() || 'CPU';
  // The WASM backend starts no threads in Node, and the JavaScript one never does.
  const single = name === 'wasm' || name === 'cpu';
  const cores = single ? 1 : name === 'onnx' ? threads : availableParallelism();
  return `${model}, ${cores} ${cores === 1 ? 'core' : 'cores'}`;
}
