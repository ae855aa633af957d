import {
  type BackendValues,
  backend_util,
  type DataType,
  findBackend,
  getKernel,
  getKernelsForBackend,
  type NamedTensorInfoMap,
  registerKernel,
  type TensorInfo,
} from '@tensorflow/tfjs-core';
import { StepError } from './error.js';

/** The methods of a backend that moving tensors to and from it needs. */
interface TensorStore {
  readSync(dataId: object): BackendValues;
  write(values: BackendValues, shape: number[], dtype: DataType): object;
  disposeData(dataId: object): boolean;
}

interface CpuBackend extends TensorStore {
  firstUse: boolean;
}

/** Ragged tensors come as lists. */
type Input = TensorInfo | readonly TensorInfo[] | undefined | null;
type Inputs = NamedTensorInfoMap | readonly TensorInfo[];

/** These give or take complex numbers, which only some backends have. */
const COMPLEX = new Set(['Complex', 'ComplexAbs', 'FFT', 'IFFT', 'Imag', 'Real']);

/** Registers each kernel of real numbers that the backend lacks and the `cpu` backend, if registered, has. */
export function registerCpuKernels(hostName: string): void {
  for (const { kernelName } of getKernelsForBackend('cpu')) {
    if (COMPLEX.has(kernelName) || getKernel(kernelName, hostName) !== undefined) continue;
    registerKernel({
      kernelName,
      backendName: hostName,
      kernelFunc: ({ inputs, attrs }) =>
        runOnCpu(kernelName, hostName, inputs as NamedTensorInfoMap, attrs ?? {}),
    });
  }
}

/** The kernels that were named, each with its backend. */
const announced = new Set<string>();

/**
 * Computes a kernel on the `cpu` backend for the backend `hostName`: copies the inputs to it and the results back. It
 * reads numbers, so it cannot run while a step is recorded. Because the copies cost time, the first call of each kernel
 * emits a `warning` of Node's process, with the code `TFJS_CPU_KERNEL`.
 *
 * @throws StepError `no-cpu-kernel` if the `cpu` backend is not registered, or lacks the kernel too.
 */
export function runOnCpu(
  kernelName: string,
  hostName: string,
  inputs: Inputs,
  attrs: object,
): TensorInfo | TensorInfo[] {
  const kernel = getKernel(kernelName, 'cpu');
  if (kernel === undefined) {
    throw new StepError(
      'no-cpu-kernel',
      `the kernel '${kernelName}' is not among those of the cpu backend; import '@tensorflow/tfjs-backend-cpu', or compute it otherwise`,
    );
  }
  const complex = Object.values(inputs).some((input) => input?.dtype === 'complex64');
  announce(`${kernelName}${complex ? ' of complex numbers' : ''}`, hostName);
  const cpu = startedCpu();
  const host = findBackend(hostName) as unknown as TensorStore;
  const lent: TensorInfo[] = [];
  const lend = (input: Input): Input => {
    if (input === undefined || input === null) return undefined;
    if (Array.isArray(input)) return input.map(lend) as TensorInfo[];
    const copy = copyOf(input as TensorInfo, host, cpu, 'cpu');
    lent.push(copy);
    // Some kernels read the rank of tensors, which their infos lack.
    return Object.assign(copy, { rank: copy.shape.length });
  };
  try {
    const given = Array.isArray(inputs)
      ? lend(inputs)
      : Object.fromEntries(Object.entries(inputs).map(([name, input]) => [name, lend(input)]));
    const results = kernel.kernelFunc({
      inputs: given as NamedTensorInfoMap,
      attrs: attrs as never,
      backend: cpu,
    });
    const take = (result: TensorInfo): TensorInfo => {
      const { shape, dtype } = result;
      const copy = copyOf(result, cpu, host, hostName);
      cpu.disposeData(result.dataId);
      return { dataId: copy.dataId, shape, dtype };
    };
    return Array.isArray(results) ? results.map(take) : take(results);
  } finally {
    for (const { dataId } of lent) cpu.disposeData(dataId);
  }
}

function announce(kernel: string, hostName: string): void {
  const key = `${hostName}/${kernel}`;
  if (announced.has(key)) return;
  announced.add(key);
  // Browsers have no process.
  globalThis.process?.emitWarning(
    `the backend '${hostName}' has no kernel ${kernel}, so the cpu backend computes it`,
    { type: 'BackendWarning', code: 'TFJS_CPU_KERNEL' },
  );
}

function startedCpu(): CpuBackend {
  const cpu = findBackend('cpu') as unknown as CpuBackend;
  // At its first tensor the backend would print an advice to install tfjs-node.
  cpu.firstUse = false;
  return cpu;
}

function copyOf(
  tensor: TensorInfo,
  from: TensorStore,
  to: TensorStore,
  toName: string,
): TensorInfo {
  const { dataId, shape, dtype } = tensor;
  const values = from.readSync(dataId);
  if (dtype !== 'complex64') return { dataId: to.write(values, shape, dtype), shape, dtype };
  const { real, imag } = backend_util.splitRealAndImagArrays(values as Float32Array);
  const part = (data: Float32Array): TensorInfo => ({
    dataId: to.write(data, shape, 'float32'),
    shape,
    dtype: 'float32',
  });
  const inputs = { real: part(real), imag: part(imag) };
  const join = getKernel('Complex', toName);
  if (join === undefined) {
    throw new StepError('no-cpu-kernel', `the backend '${toName}' has no complex numbers`);
  }
  const joined = join.kernelFunc({ inputs, attrs: {}, backend: to }) as TensorInfo;
  for (const { dataId: copied } of Object.values(inputs)) to.disposeData(copied);
  return joined;
}
