import { registerOnnxBackend } from './register-backend.js';

export { OnnxBackendError, type OnnxBackendErrorCode } from './errors.js';
export {
  type Exportable,
  type ExportInput,
  type ExportOptions,
  exportOnnx,
} from './export/export-onnx.js';
export type { ExternalData } from './onnx/encode-model.js';
export type { OnnxBackendOptions } from './onnx-backend.js';
export { configureOnnxBackend } from './register-backend.js';
export { providerProblem } from './runtime/provider-problem.js';
export type { ExecutionProvider } from './runtime/runtime-options.js';
export { compilePieces } from './step/compile-pieces.js';
export { compileStep } from './step/compile-step.js';
export type { StepBody, StepContext } from './step/trace-step.js';

registerOnnxBackend();
