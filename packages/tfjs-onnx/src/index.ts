import { OnnxBackend, type OnnxBackendOptions } from './onnx-backend.js';
import { registerOnnxBackend } from './register-backend.js';
import { nodeRuntime } from './runtime/node-runtime.js';
import { useOnnxRuntime } from './runtime/onnx-runtime.js';

export { OnnxBackendError, type OnnxBackendErrorCode } from './errors.js';
export {
  type Exportable,
  type ExportInput,
  type ExportOptions,
  exportOnnx,
} from './export/export-onnx.js';
export type { ExternalData } from './onnx/encode-model.js';
export type { OnnxBackendOptions } from './onnx-backend.js';
export { providerProblem } from './runtime/provider-problem.js';
export type { ExecutionProvider } from './runtime/runtime-options.js';
export { compilePieces } from './step/compile-pieces.js';
export { compileStep } from './step/compile-step.js';
export type { StepBody, StepContext } from './step/trace-step.js';

let options: OnnxBackendOptions = {};

/**
 * Sets options of the backend; others keep their values. Call it before `tf.setBackend('onnx')`, which starts the backend
 * with them.
 */
export function configureOnnxBackend(chosen: OnnxBackendOptions): void {
  options = { ...options, ...chosen };
}

useOnnxRuntime(nodeRuntime);
registerOnnxBackend(() => new OnnxBackend(options));
