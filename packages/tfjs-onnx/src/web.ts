/** The entry `@org/tfjs-onnx/web`: the backend on onnxruntime-web. It loads no module of Node. */
import type { WebRuntimeOptions } from '@org/onnxruntime/web';
import { OnnxBackend, type OnnxBackendOptions } from './onnx-backend.js';
import { registerOnnxBackend } from './register-backend.js';
import { useOnnxRuntime } from './runtime/onnx-runtime.js';
import { webRuntime } from './runtime/web-runtime.js';

export { OnnxBackendError, type OnnxBackendErrorCode } from './errors.js';
export {
  type Exportable,
  type ExportInput,
  type ExportOptions,
  exportOnnx,
} from './export/export-onnx.js';
export type { ExternalData } from './onnx/encode-model.js';
export { compilePieces } from './step/compile-pieces.js';
export { compileStep } from './step/compile-step.js';
export type { StepBody, StepContext } from './step/trace-step.js';

/** The options of the backend in a page, which runs on one core. */
export interface WebBackendOptions
  extends WebRuntimeOptions,
    Pick<OnnxBackendOptions, 'cachedBytes'> {}

let options: WebBackendOptions = {};

/** Sets options of the backend. Call it before `tf.setBackend('onnx')`. */
export function configureOnnxBackend(chosen: WebBackendOptions): void {
  options = { ...options, ...chosen };
}

registerOnnxBackend(async () => {
  const { wasmUrl, ...rest } = options;
  useOnnxRuntime(await webRuntime(wasmUrl === undefined ? {} : { wasmUrl }));
  return new OnnxBackend({ ...rest, workers: 1, threads: 1 });
});
