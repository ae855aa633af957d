import type { SyncSession, Tensor } from '@org/onnxruntime/web';
import { OnnxBackendError } from '../errors.js';

/** What the backend needs of the place where it runs: Node.js or a page. */
export interface OnnxRuntime {
  /** Makes a session without a model. */
  newSession(): SyncSession;
  /** Makes the tensors of such sessions. */
  readonly Tensor: typeof Tensor;
  /** Ends when all that waited in the event loop has had its turn. */
  turn(): Promise<void>;
  /** Threads beside this one; undefined where there are none. */
  readonly threads: Threads | undefined;
  /** Registers TensorFlow.js's `cpu` backend, if it can be loaded at once. */
  loadCpuBackend?(): void;
}

export interface Threads {
  /** The number of threads that run at the same time. */
  readonly cores: number;
  /** Finds the script of the threads of `compilePieces`; undefined if it is missing. */
  pieceScript(): URL | undefined;
  start(script: URL, data: object, events: ThreadEvents): Thread;
}

export interface ThreadEvents {
  message(message: unknown): void;
  failed(reason: string, cause?: unknown): void;
}

export interface Thread {
  send(message: object, transfer?: readonly ArrayBuffer[]): void;
  /** Whether the program stays alive for this thread. */
  hold(held: boolean): void;
  end(): Promise<void>;
}

let current: OnnxRuntime | undefined;

/** Sets the runtime of all sessions. The entries of the package call it. */
export function useOnnxRuntime(runtime: OnnxRuntime): void {
  current = runtime;
}

export function onnxRuntime(): OnnxRuntime {
  if (current !== undefined) return current;
  throw new OnnxBackendError(
    'runtime-unavailable',
    "ONNX Runtime is not loaded yet; await tf.setBackend('onnx') first",
  );
}
