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
import { BACKEND_NAME } from './backend-name.js';
import { OnnxBackendError } from './errors.js';
import type { FusedOperation } from './fused/fused-operation.js';
import { fusedTable } from './fused/fused-table.js';
import { registerEinsumGradient } from './kernels/einsum-gradient.js';
import type { KernelForm } from './kernels/kernel.js';
import { kernelTable } from './kernels/kernel-table.js';
import { missingKernels } from './kernels/missing-kernels.js';
import { fillForm } from './kernels/shaping.js';
import type { OnnxBackend } from './onnx-backend.js';

/** Above the WASM backend (2) and below tfjs-node (3): the best backend that npm alone can install. */
const PRIORITY = 2.5;

/** Registers the backend and its kernels with tfjs-core. Importing the package calls it. */
export function registerOnnxBackend(start: () => OnnxBackend | Promise<OnnxBackend>): void {
  registerBackend(BACKEND_NAME, start, PRIORITY);
  for (const [name, form] of Object.entries(kernelTable)) registerForm(name, form);
  registerKernel({
    kernelName: 'Fill',
    backendName: BACKEND_NAME,
    kernelFunc: (call) => fill(call.attrs as unknown as FillAttrs, call.backend as OnnxBackend),
  });
  for (const [name, operation] of Object.entries(fusedTable)) registerFused(name, operation);
  for (const name of missingKernels) registerMissing(name);
  registerComplexParts();
  registerEinsumGradient();
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
    kernelFunc: ({ inputs, attrs, backend }) =>
      (backend as OnnxBackend).computeOnCpu(kernelName, inputs as NamedTensorInfoMap, attrs ?? {}),
  });
}

/** Complex numbers are pairs of tensors. Joining and taking apart such pairs computes nothing. */
function registerComplexParts(): void {
  registerKernel({
    kernelName: 'Complex',
    backendName: BACKEND_NAME,
    kernelFunc: ({ inputs, backend }) => {
      const { real, imag } = inputs as Record<'real' | 'imag', TensorInfo>;
      return (backend as OnnxBackend).joinComplex(real, imag);
    },
  });
  for (const [kernelName, part] of [
    ['Real', 'real'],
    ['Imag', 'imag'],
  ] as const) {
    registerKernel({
      kernelName,
      backendName: BACKEND_NAME,
      kernelFunc: ({ inputs, backend }) =>
        (backend as OnnxBackend).complexPart((inputs as { input: TensorInfo }).input, part),
    });
  }
}

function registerForm(kernelName: string, form: KernelForm): void {
  registerKernel({
    kernelName,
    backendName: BACKEND_NAME,
    kernelFunc: ({ inputs, attrs, backend }) =>
      (backend as OnnxBackend).record(kernelName, form, inputs as never, attrs ?? {}),
  });
}

/** Fill is the only kernel that makes strings without an input. */
function fill(attributes: FillAttrs, backend: OnnxBackend): TensorInfo | TensorInfo[] {
  const { shape, value, dtype = util.inferDtype(value) } = attributes;
  if (dtype !== 'string') return backend.record('Fill', fillForm, {}, { shape, value, dtype });
  const text = util.encodeString(String(value));
  const texts = Array.from({ length: util.sizeFromShape(shape) }, () => text);
  return { dataId: backend.write(texts, shape, dtype), shape, dtype };
}

/** Registers a fused operation as two kernels: the operation and its gradient. */
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

/** Registers a kernel that only gives its input's data another shape. */
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
