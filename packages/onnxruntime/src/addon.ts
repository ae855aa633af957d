import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { isMainThread } from 'node:worker_threads';
import { env, type InferenceSession, type OnnxValue, Tensor } from 'onnxruntime-common';
import { OnnxRuntimeError } from './error.js';
import { findAddon } from './find-addon.js';
import type { SyncSession } from './sync-session.js';

/** An input or an output of a model. */
export interface ValueMetadata {
  readonly name: string;
  readonly isTensor: boolean;
  /** The number of the element type in the ONNX format. */
  readonly type: number;
  /** -1 for a dimension that has a name. */
  readonly shape: readonly number[];
  readonly symbolicDimensions: readonly string[];
}

/** A session of the addon: `run` is synchronous, and takes about as long as the model needs. */
export interface NativeSession extends SyncSession {
  loadModel(path: string, options: InferenceSession.SessionOptions): void;
  loadModel(
    model: ArrayBufferLike,
    offset: number,
    length: number,
    options: InferenceSession.SessionOptions,
  ): void;
  readonly inputMetadata: readonly ValueMetadata[];
  readonly outputMetadata: readonly ValueMetadata[];
  /** Writes into the tensors of `fetches`, and makes new ones where they are null. */
  run(
    feeds: Readonly<Record<string, OnnxValue>>,
    fetches: Readonly<Record<string, OnnxValue | null>>,
    options: InferenceSession.RunOptions,
  ): Record<string, OnnxValue>;
}

interface Addon {
  readonly InferenceSession: new () => NativeSession;
  listSupportedBackends(): readonly { readonly name: string; readonly bundled: boolean }[];
  initOrtOnce(logLevel: number, tensor: typeof Tensor, isMainThread: boolean): void;
}

/** ONNX Runtime's numbers of the levels of `env.logLevel`. */
const LOG_LEVELS = { verbose: 0, info: 1, warning: 2, error: 3, fatal: 4 } as const;

const path = findAddon(env.versions.common, process, dependent());

/** The folder of the addon, in which ONNX Runtime looks for execution providers. */
export const addonFolder: string = dirname(path);

/** The addon of ONNX Runtime, for this platform. */
export const addon: Addon = loadAddon();

let started = false;

/** Makes a session without a model. The first one starts ONNX Runtime in this thread, with `env.logLevel`. */
export function nativeSession(): NativeSession {
  if (!started) {
    addon.initOrtOnce(LOG_LEVELS[env.logLevel ?? 'warning'], Tensor, isMainThread);
    started = true;
  }
  return new addon.InferenceSession();
}

function loadAddon(): Addon {
  const require = createRequire(dependent());
  try {
    return require(path) as Addon;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new OnnxRuntimeError('unusable-binary', `${path} cannot be loaded: ${reason}`, { cause });
  }
}

/** The module whose dependencies have the binaries: this package, also where its code is bundled into another. */
function dependent(): string {
  try {
    return createRequire(import.meta.url).resolve('@org/onnxruntime/package.json');
  } catch {
    return import.meta.url;
  }
}
