import { backend, getBackend } from '@tensorflow/tfjs-core';
import { OnnxBackendError } from './errors.js';
import { OnnxBackend } from './onnx-backend.js';

/** Returns the active backend, or throws if it is not `onnx`. `what` says in the error what needs the backend. */
export function activeOnnxBackend(what: string): OnnxBackend {
  const active = backend();
  if (active instanceof OnnxBackend) return active;
  throw new OnnxBackendError(
    'runtime-unavailable',
    `${what} on the backend 'onnx', but '${getBackend()}' is active; call tf.setBackend('onnx') first`,
  );
}
