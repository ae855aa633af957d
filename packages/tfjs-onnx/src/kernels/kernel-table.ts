import { activationKernels } from './activations.js';
import { arithmeticKernels } from './arithmetic.js';
import { convolutionKernels } from './convolution.js';
import { imageKernels } from './image.js';
import { indexingKernels } from './indexing.js';
import type { KernelForms } from './kernel.js';
import { matmulKernels } from './matmul.js';
import { poolingKernels } from './pooling.js';
import { reductionKernels } from './reductions.js';
import { shapingKernels } from './shaping.js';

/** The ONNX form of every supported tfjs kernel, by the kernel's name. */
export const kernelTable: KernelForms = {
  ...arithmeticKernels,
  ...activationKernels,
  ...reductionKernels,
  ...matmulKernels,
  ...shapingKernels,
  ...indexingKernels,
  ...convolutionKernels,
  ...poolingKernels,
  ...imageKernels,
};
