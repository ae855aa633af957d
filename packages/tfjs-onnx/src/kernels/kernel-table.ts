import { activationKernels } from './activations.js';
import { arithmeticKernels } from './arithmetic.js';
import { indexingKernels } from './indexing.js';
import type { KernelForms } from './kernel.js';
import { matmulKernels } from './matmul.js';
import { reductionKernels } from './reductions.js';
import { shapingKernels } from './shaping.js';

/** Every tfjs kernel that has an ONNX form, by tfjs's name. */
export const kernelTable: KernelForms = {
  ...arithmeticKernels,
  ...activationKernels,
  ...reductionKernels,
  ...matmulKernels,
  ...shapingKernels,
  ...indexingKernels,
};
