import { adamKernel, BLOCK } from './adam-kernel.js';

/** The arrays of one variable's step of Adam, and its numbers; see `AdamUpdate`. */
export interface AdamArrays {
  readonly before: AdamState;
  /** May be the arrays of `before`. */
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
 * One step of Adam in one pass over memory: reads four floats and writes three for each parameter, where a graph of
 * operators reads and writes some thirty. Blocks that fit the nearest cache are copied to the kernel's memory and back.
 *
 * Moments of embedding rows that are never used decay to zero and not into denormal numbers.
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
