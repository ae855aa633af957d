import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { addonFolder } from '@org/onnxruntime';

const LIBRARY = 'libonnxruntime_providers_cuda.so';

/** What decides whether the CUDA provider can run here. */
export interface CudaMachine {
  /** The folder of ONNX Runtime's addon, in which it looks for providers. */
  readonly addonFolder: string;
  /** Whether there is a driver with a device. */
  readonly hasDevice: boolean;
  /** Loads a shared library. @throws Error with the words of the system's loader. */
  readonly load: (library: string) => void;
}

/**
 * Why the CUDA provider of ONNX Runtime cannot run, found without starting it, because ONNX Runtime would print the
 * failure; undefined if nothing is missing.
 */
export function cudaProblem(machine: CudaMachine = thisMachine()): string | undefined {
  const { addonFolder, hasDevice, load } = machine;
  const library = join(addonFolder, LIBRARY);
  if (!existsSync(library)) {
    return `the CUDA provider of ONNX Runtime is not installed (${LIBRARY} is missing)`;
  }
  if (!hasDevice) return 'there is no CUDA device';
  try {
    load(library);
    return undefined;
  } catch (error) {
    return loadProblem(error instanceof Error ? error.message : String(error));
  }
}

function loadProblem(message: string): string | undefined {
  const missing = /(lib[\w+-]+\.so)\.?([\d.]*): cannot open shared object file/.exec(message);
  if (missing !== null) {
    const [, name = '', version = ''] = missing;
    const libraries = /cublas|cudart/.test(name) ? `CUDA ${version} and cuDNN 9` : 'CUDA and cuDNN';
    return `${[name, version].filter((part) => part !== '').join('.')} is missing: the CUDA provider needs the libraries of ${libraries} in LD_LIBRARY_PATH`;
  }
  // It is no addon of Node, which Node notices after the system has loaded it.
  if (/self-register/.test(message)) return undefined;
  return `the CUDA provider does not load: ${message}`;
}

function thisMachine(): CudaMachine {
  return {
    addonFolder,
    // The last is that of WSL.
    hasDevice: ['/dev/nvidiactl', '/proc/driver/nvidia/version', '/dev/dxg'].some(existsSync),
    load: (library) => process.dlopen({ exports: {} }, library),
  };
}
