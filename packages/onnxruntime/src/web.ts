/// <reference path="./onnxruntime-web.d.ts" />
/** The entry `@org/onnxruntime/web`: ONNX Runtime as WebAssembly, for pages. It loads no module of Node. */
import type { SyncSession } from './sync-session.js';
import { check } from './wasm-module.js';
import { WasmSession } from './wasm-session.js';

export { type InferenceSession, Tensor } from 'onnxruntime-common';
export type { SyncSession } from './sync-session.js';

export interface WebRuntimeOptions {
  /**
   * Where `ort-wasm-simd-threaded.wasm` of onnxruntime-web is. Default: where a bundler puts it that follows
   * `new URL(…, import.meta.url)`, as Vite does.
   */
  readonly wasmUrl?: string | URL;
}

/** ONNX Runtime, loaded. */
export interface WebRuntime {
  /** Makes a session without a model. */
  newSession(): SyncSession;
}

const ONE_THREAD = 1;
/** Fatal errors only: others are thrown. */
const LOG_LEVEL = 4;

let started: Promise<WebRuntime> | undefined;

/** Loads ONNX Runtime's WebAssembly: once, however often it is called, and again after a failure. */
export function startWebRuntime(options: WebRuntimeOptions = {}): Promise<WebRuntime> {
  started ??= start(options).catch((error: unknown) => {
    started = undefined;
    throw error;
  });
  return started;
}

async function start({ wasmUrl }: WebRuntimeOptions): Promise<WebRuntime> {
  const { default: startModule } = await import('onnxruntime-web/ort-wasm-simd-threaded.mjs');
  const module = await startModule({
    numThreads: ONE_THREAD,
    ...(wasmUrl === undefined ? {} : { locateFile: () => String(wasmUrl) }),
  });
  check(module, module._OrtInit(ONE_THREAD, LOG_LEVEL) === 0);
  return { newSession: () => new WasmSession(module) };
}
