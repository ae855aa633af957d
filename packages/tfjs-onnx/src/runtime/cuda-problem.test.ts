import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryDirectory } from '../../../../testing/temporary-directory.js';
import { cudaProblem } from './cuda-problem.js';
import { nodeRuntime } from './node-runtime.js';
import { useOnnxRuntime } from './onnx-runtime.js';
import { providerProblem } from './provider-problem.js';

useOnnxRuntime(nodeRuntime);

/** A folder of an addon with a provider beside it. */
function withProvider(): string {
  const folder = temporaryDirectory();
  writeFileSync(join(folder, 'libonnxruntime_providers_cuda.so'), '');
  return folder;
}

/** What is wrong on a machine whose loader says `message`. */
function whenLoading(message: string): string | undefined {
  const load = () => {
    throw new Error(message);
  };
  return cudaProblem({ addonFolder: withProvider(), hasDevice: true, load });
}

describe('what keeps the CUDA provider from running', () => {
  it('is first that it is not installed', () => {
    const missing =
      'the CUDA provider of ONNX Runtime is not installed (libonnxruntime_providers_cuda.so is missing)';
    const load = () => {};
    expect(cudaProblem({ addonFolder: temporaryDirectory(), hasDevice: true, load })).toBe(missing);
  });

  it('is then that there is no device, whatever libraries there are', () => {
    const load = () => {
      throw new Error('is not called');
    };
    expect(cudaProblem({ addonFolder: withProvider(), hasDevice: false, load })).toBe(
      'there is no CUDA device',
    );
  });

  it('is then a library that the system does not find, with the version of CUDA that the provider is made for', () => {
    expect(
      whenLoading('libcublasLt.so.13: cannot open shared object file: No such file or directory'),
    ).toBe(
      'libcublasLt.so.13 is missing: the CUDA provider needs the libraries of CUDA 13 and cuDNN 9 in LD_LIBRARY_PATH',
    );
    expect(whenLoading('libcudnn.so.9: cannot open shared object file')).toBe(
      'libcudnn.so.9 is missing: the CUDA provider needs the libraries of CUDA and cuDNN in LD_LIBRARY_PATH',
    );
    expect(whenLoading('file too short')).toBe('the CUDA provider does not load: file too short');
  });

  it('is nothing once the system has loaded it, though it is no addon of Node', () => {
    expect(whenLoading('Module did not self-register: x.so')).toBeUndefined();
  });
});

it('nothing keeps the provider of the cpu from running', () => {
  expect(providerProblem('cpu')).toBeUndefined();
});
