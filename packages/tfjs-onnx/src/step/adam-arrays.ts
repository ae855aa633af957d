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

/** The smallest normal float32. Below it numbers are denormal, and arithmetic many times slower. */
const SMALLEST = 2 ** -126;

/**
 * One step of Adam in one pass: reads four floats and writes three for each parameter, where a graph of operators
 * reads and writes some thirty. Moments of embedding rows that are never used decay to zero instead of into denormals.
 */
export function adamStep(arrays: AdamArrays): void {
  const { before, after, gradient, beta1, beta2, factor, stepSize, guard, shrink } = arrays;
  const { variable, mean, variance } = before;
  const { variable: newVariable, mean: newMean, variance: newVariance } = after;
  const intoMean = (1 - beta1) * factor;
  const intoVariance = (1 - beta2) * factor * factor;
  for (let i = 0; i < gradient.length; i += 1) {
    const g = gradient[i] as number;
    let m = beta1 * (mean[i] as number) + intoMean * g;
    let v = beta2 * (variance[i] as number) + intoVariance * g * g;
    // Compared by size alone: a branch on the sign would be guessed wrong every other time.
    if (Math.abs(m) < SMALLEST) m = 0;
    if (v < SMALLEST) v = 0;
    newMean[i] = m;
    newVariance[i] = v;
    newVariable[i] = shrink * (variable[i] as number) - (stepSize * m) / (Math.sqrt(v) + guard);
  }
}
