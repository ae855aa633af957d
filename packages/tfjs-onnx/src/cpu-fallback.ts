import { createRequire } from 'node:module';
import { runOnCpu } from '@org/step';
import {
  findBackendFactory,
  type NamedTensorInfoMap,
  type TensorInfo,
} from '@tensorflow/tfjs-core';
import { BACKEND_NAME } from './backend-name.js';

/** Computes a kernel on TensorFlow.js's `cpu` backend, which it loads when it is first needed: most programs never do. */
export function computeOnCpu(
  kernel: string,
  inputs: NamedTensorInfoMap | readonly TensorInfo[],
  attributes: object,
): TensorInfo | TensorInfo[] {
  if (!findBackendFactory('cpu')) {
    createRequire(import.meta.url)('@tensorflow/tfjs-backend-cpu');
  }
  return runOnCpu(kernel, BACKEND_NAME, inputs, attributes);
}
