import { adamKernel, BLOCK } from './adam-kernel.js';

/** The arrays and numbers of Adam's step for one variable; see `AdamUpdate`. */
export interface AdamArrays {
  readonly before: AdamState;
  /** May be the same arrays as `before`. */
  readonly after: AdamState;
  readonly gradient: Float32Array;
  readonly beta1: number;
  readonly beta2: number;
  readonly factor: number;
  readonly stepSize: number;
  readonly guard: number;
  readonly shrink: number;
}

export interface AdamState {
  readonly variable: Float32Array;
  readonly mean: Float32Array;
  readonly variance: Float32Array;
}

/**
 * Takes one step of Adam in one pass over memory. It reads four floats and writes three per parameter; a graph of
 * operators reads and writes about thirty. It copies blocks that fit the nearest cache to the kernel's memory and back.
 *
 * The moments of unused embedding rows decay to zero, never to denormal numbers.
 */
export function adamStep(arrays: AdamArrays): void {
  const { before, after, gradient, beta1, beta2, factor, stepSize, guard, shrink } = arrays;
  const kernel = adamKernel();
  const intoMean = (1 - beta1) * factor;
  const intoVariance = (1 - beta2) * factor * factor;
  for (let start = 0; start < gradient.length; start += BLOCK) {
    const end = Math.min(start + BLOCK, gradient.length);
    kernel.gradient.set(gradient.subarray(start, end));
    for (const name of STATE) kernel[name].set(before[name].subarray(start, end));
    const bytes = (end - start) * 4;
    kernel.adam(bytes, beta1, intoMean, beta2, intoVariance, stepSize, guard, shrink);
    for (const name of STATE) after[name].set(kernel[name].subarray(0, end - start), start);
  }
}

const STATE = ['variable', 'mean', 'variance'] as const;
