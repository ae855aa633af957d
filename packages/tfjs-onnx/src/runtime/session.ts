import { InferenceSession, Tensor } from 'onnxruntime-node';
import { OnnxBackendError } from '../errors.js';
import type { ElementArray, ElementType } from '../graph/element-type.js';
import type { Shape } from '../graph/shape.js';
import { loadNativeSessions, type NativeSession } from './native-binding.js';
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

const makeNative = loadNativeSessions();

/** Whether tensors can be read synchronously. */
export const hasSyncSessions: boolean = makeNative !== undefined;

export function createSessionSync(
  model: Uint8Array,
  options: RuntimeOptions,
  tuning: SessionTuning,
): Session {
  if (makeNative === undefined) throw syncUnavailable();
  const native = makeNative();
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
  return nativeSession(native, options.profile !== undefined && tuning.heavy);
}

export async function createSession(
  model: Uint8Array,
  options: RuntimeOptions,
  tuning: SessionTuning,
): Promise<Session> {
  if (makeNative !== undefined) return createSessionSync(model, options, tuning);
  try {
    return publicSession(await InferenceSession.create(model, sessionOptions(options, tuning)));
  } catch (cause) {
    throw sessionError('could not load a graph', cause);
  }
}

/** Wraps data for onnxruntime without copying it. */
export function toOrtTensor(type: ElementType, data: ElementArray, shape: Shape): Tensor {
  return new Tensor(type, data as Float32Array, shape);
}

function nativeSession(native: NativeSession, profiled: boolean): Session {
  const runSync = (feeds: Tensors, fetches: Tensors): void => {
    try {
      native.run(feeds, fetches, {});
    } catch (cause) {
      throw sessionError('failed to run a graph', cause);
    }
  };
  return {
    runSync,
    run: (feeds, fetches) =>
      new Promise((resolve, reject) => {
        setImmediate(() => {
          try {
            resolve(runSync(feeds, fetches));
          } catch (error) {
            reject(error);
          }
        });
      }),
    dispose: () => {
      if (profiled) native.endProfiling();
      native.dispose();
    },
  };
}

/** The public API, for a version of onnxruntime-node whose internal module differs from what we expect. */
function publicSession(session: InferenceSession): Session {
  return {
    runSync: () => {
      throw syncUnavailable();
    },
    run: async (feeds, fetches) => {
      try {
        await session.run(feeds, fetches);
      } catch (cause) {
        throw sessionError('failed to run a graph', cause);
      }
    },
    dispose: () => void session.release(),
  };
}

function syncUnavailable(): OnnxBackendError {
  return new OnnxBackendError(
    'sync-read-unavailable',
    'this version of onnxruntime-node has no synchronous session; read tensors with `await tensor.data()`',
  );
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
