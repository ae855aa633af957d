import {
  type ExpandDimsAttrs,
  engine,
  type FillAttrs,
  type NamedTensorInfoMap,
  type ReshapeAttrs,
  registerBackend,
  registerGradient,
  registerKernel,
  type Tensor,
  type TensorInfo,
  util,
} from '@tensorflow/tfjs-core';
import { OnnxBackendError } from './errors.js';
import type { FusedOperation } from './fused/fused-operation.js';
import { fusedTable } from './fused/fused-table.js';
import type { KernelForm } from './kernels/kernel.js';
import { kernelTable } from './kernels/kernel-table.js';
import { missingKernels } from './kernels/missing-kernels.js';
import { fillForm } from './kernels/shaping.js';
import { OnnxBackend, type OnnxBackendOptions } from './onnx-backend.js';

const BACKEND_NAME = 'onnx';

/** Above the WASM backend's 2 and below tfjs-node's 3: the best of what npm alone can give. */
const PRIORITY = 2.5;

let options: OnnxBackendOptions = {};

/** Options for the backend, read when TensorFlow.js starts it (`tf.setBackend('onnx')`): call this before. */
export function configureOnnxBackend(chosen: OnnxBackendOptions): void {
  options = chosen;
}

/** Tells tfjs-core about the backend and its kernels. Importing the package calls it. */
export function registerOnnxBackend(): void {
  registerBackend(BACKEND_NAME, () => new OnnxBackend(options), PRIORITY);
  for (const [name, form] of Object.entries(kernelTable)) registerForm(name, form);
  registerKernel({
    kernelName: 'Fill',
    backendName: BACKEND_NAME,
    kernelFunc: (call) => fill(call.attrs as unknown as FillAttrs, call.backend as OnnxBackend),
  });
  for (const [name, operation] of Object.entries(fusedTable)) registerFused(name, operation);
  for (const name of missingKernels) registerMissing(name);
  registerAlias('Identity', (from) => from);
  registerAlias('Reshape', (from, attributes) => {
    const { shape } = attributes as ReshapeAttrs;
    return util.inferFromImplicitShape(shape, util.sizeFromShape(from));
  });
  registerAlias('ExpandDims', (from, attributes) => {
    const { dim } = attributes as ExpandDimsAttrs;
    const place = dim < 0 ? dim + from.length + 1 : dim;
    if (place < 0 || place > from.length) {
      throw new OnnxBackendError(
        'bad-shape',
        `axis ${dim} is outside [${from.join(', ')}] and one more axis`,
      );
    }
    const shape = [...from];
    shape.splice(place, 0, 1);
    return shape;
  });
}

function registerMissing(kernelName: string): void {
  registerKernel({
    kernelName,
    backendName: BACKEND_NAME,
    kernelFunc: () => {
      throw new OnnxBackendError(
        'missing-kernel',
        `the tfjs kernel '${kernelName}' has no ONNX form; give it one with tf.registerKernel (see "Add a kernel" in the README of @org/tfjs-onnx), or run this op on another backend`,
        { kernel: kernelName },
      );
    },
  });
}

function registerForm(kernelName: string, form: KernelForm): void {
  registerKernel({
    kernelName,
    backendName: BACKEND_NAME,
    kernelFunc: ({ inputs, attrs, backend }) =>
      (backend as OnnxBackend).record(kernelName, form, inputs as never, attrs ?? {}),
  });
}

/** Fill is the one kernel that makes strings of nothing. */
function fill(attributes: FillAttrs, backend: OnnxBackend): TensorInfo | TensorInfo[] {
  const { shape, value, dtype = util.inferDtype(value) } = attributes;
  if (dtype !== 'string') return backend.record('Fill', fillForm, {}, { shape, value, dtype });
  const text = util.encodeString(String(value));
  const texts = Array.from({ length: util.sizeFromShape(shape) }, () => text);
  return { dataId: backend.write(texts, shape, dtype), shape, dtype };
}

/** A fused operation is two kernels, the second of which is the gradient of the first. */
function registerFused(name: string, operation: FusedOperation): void {
  const { forward, backward, saved, differentiable } = operation;
  const gradientName = `${name}Grad`;
  registerForm(name, forward);
  registerForm(gradientName, backward);
  registerGradient({
    kernelName: name,
    inputsToSave: [...saved],
    outputsToSave: [true],
    gradFunc: (dy, tensors, attributes) => {
      const inputs: Record<string, Tensor> = { dy: dy as Tensor };
      [...saved, 'y'].forEach((input, place) => {
        const tensor = tensors[place];
        if (tensor !== undefined) inputs[input] = tensor;
      });
      const gradients: Tensor[] = engine().runKernel(gradientName, inputs, attributes);
      return Object.fromEntries(
        gradients.map((gradient, place) => [differentiable[place] ?? '', () => gradient]),
      );
    },
  });
}

/** Kernels that only look at their input's data in another shape. */
function registerAlias(
  kernelName: string,
  shapeOf: (from: number[], attributes: object) => number[],
): void {
  registerKernel({
    kernelName,
    backendName: BACKEND_NAME,
    kernelFunc: ({ inputs, attrs, backend }) => {
      const [input] = Object.values(inputs as NamedTensorInfoMap);
      if (input === undefined) throw new TypeError(`${kernelName} has one input`);
      return (backend as OnnxBackend).alias(input, shapeOf(input.shape, attrs ?? {}));
    },
  });
}
