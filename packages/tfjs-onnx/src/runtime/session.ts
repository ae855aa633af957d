import type { SyncSession, Tensor } from '@org/onnxruntime/web';
import { OnnxBackendError } from '../errors.js';
import type { ElementArray, ElementType } from '../graph/element-type.js';
import type { Shape } from '../graph/shape.js';
import { onnxRuntime } from './onnx-runtime.js';
import { type RuntimeOptions, type SessionTuning, sessionOptions } from './runtime-options.js';

/** Tensors by value name, with the shapes that the model was made for. */
export type Tensors = Readonly<Record<string, Tensor>>;

/** A model that onnxruntime has loaded. */
export interface Session {
  /** Runs the model and writes the results into the preallocated `fetches`. */
  run(feeds: Tensors, fetches: Tensors): Promise<void>;
  runSync(feeds: Tensors, fetches: Tensors): void;
  dispose(): void;
}

export function createSession(
  model: Uint8Array,
  options: RuntimeOptions,
  tuning: SessionTuning,
): Session {
  const native = onnxRuntime().newSession();
  try {
    native.loadModel(
      model.buffer,
      model.byteOffset,
      model.byteLength,
      sessionOptions(options, tuning),
    );
  } catch (cause) {
    throw sessionError('could not load a graph', cause);
  }
  return sessionOf(native, options.profile !== undefined && tuning.heavy);
}

/** Wraps data for onnxruntime without copying it. */
export function toOrtTensor(type: ElementType, data: ElementArray, shape: Shape): Tensor {
  const { Tensor } = onnxRuntime();
  return new Tensor(type, data as Float32Array, shape);
}

function sessionOf(native: SyncSession, profiled: boolean): Session {
  const runSync = (feeds: Tensors, fetches: Tensors): void => {
    try {
      native.run(feeds, fetches, {});
    } catch (cause) {
      throw sessionError('failed to run a graph', cause);
    }
  };
  return {
    runSync,
    async run(feeds, fetches) {
      await onnxRuntime().turn();
      runSync(feeds, fetches);
    },
    dispose: () => {
      if (profiled) native.endProfiling();
      native.dispose();
    },
  };
}

/** Finds the tfjs kernel in the message: onnxruntime names the failing node, and node names start with the kernel. */
function sessionError(what: string, cause: unknown): OnnxBackendError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  const kernel = /(?:Name:\s?'|[Nn]ode \(|Node:)(\w+)\/\d+/.exec(reason)?.[1];
  const where = kernel === undefined ? '' : ` in the tfjs kernel ${kernel}`;
  return new OnnxBackendError('session-failed', `onnxruntime ${what}${where}: ${reason}`, {
    cause,
    ...(kernel === undefined ? {} : { kernel }),
  });
}
