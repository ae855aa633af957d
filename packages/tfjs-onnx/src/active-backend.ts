import { backend, getBackend } from '@tensorflow/tfjs-core';
import { OnnxBackendError } from './errors.js';
import { OnnxBackend } from './onnx-backend.js';

/** The active backend, which must be this package's. `what` says what it is wanted for. */
export function activeOnnxBackend(what: string): OnnxBackend {
  const active = backend();
  if (active instanceof OnnxBackend) return active;
  throw new OnnxBackendError(
    'runtime-unavailable',
    `${what} on the backend 'onnx', but '${getBackend()}' is active; call tf.setBackend('onnx') first`,
  );
}
