import { createRequire } from 'node:module';
import type { InferenceSession, Tensor } from 'onnxruntime-node';

/**
 * The session class inside onnxruntime-node. Its `run` is synchronous, which `dataSync()` needs; the public
 * `InferenceSession.run` calls the same function from `setImmediate`. The module is not documented. If it differs from
 * what this file expects, the backend only loses synchronous reads.
 */
export interface NativeSession {
  loadModel(
    model: ArrayBufferLike,
    offset: number,
    length: number,
    options: InferenceSession.SessionOptions,
  ): void;
  run(
    feeds: Readonly<Record<string, Tensor>>,
    fetches: Readonly<Record<string, Tensor | null>>,
    options: InferenceSession.RunOptions,
  ): Record<string, Tensor>;
  endProfiling(): void;
  dispose(): void;
}

interface NativeModule {
  readonly binding: { readonly InferenceSession: new () => NativeSession };
  readonly initOrt: () => void;
}

/** Returns a function that makes synchronous sessions, or undefined if this onnxruntime-node has none. */
export function loadNativeSessions(): (() => NativeSession) | undefined {
  let module: unknown;
  try {
    module = createRequire(import.meta.url)('onnxruntime-node/dist/binding.js');
  } catch {
    return undefined;
  }
  if (!isNativeModule(module)) return undefined;
  const { binding, initOrt } = module;
  initOrt();
  return () => new binding.InferenceSession();
}

function isNativeModule(module: unknown): module is NativeModule {
  if (typeof module !== 'object' || module === null) return false;
  const { binding, initOrt } = module as Partial<NativeModule>;
  const prototype: unknown = binding?.InferenceSession?.prototype;
  return (
    typeof initOrt === 'function' &&
    typeof prototype === 'object' &&
    prototype !== null &&
    ['loadModel', 'run', 'dispose'].every((method) => method in prototype)
  );
}
