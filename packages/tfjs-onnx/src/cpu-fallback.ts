import { runOnCpu } from '@org/step';
import {
  findBackendFactory,
  type NamedTensorInfoMap,
  type TensorInfo,
} from '@tensorflow/tfjs-core';
import { BACKEND_NAME } from './backend-name.js';
import { onnxRuntime } from './runtime/onnx-runtime.js';

/** Computes a kernel on TensorFlow.js's `cpu` backend, which Node.js loads when it is first needed, and a page imports. */
export function computeOnCpu(
  kernel: string,
  inputs: NamedTensorInfoMap | readonly TensorInfo[],
  attributes: object,
): TensorInfo | TensorInfo[] {
  if (!findBackendFactory('cpu')) onnxRuntime().loadCpuBackend?.();
  return runOnCpu(kernel, BACKEND_NAME, inputs, attributes);
}
