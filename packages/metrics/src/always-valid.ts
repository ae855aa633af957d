import { checkLevel, MetricsError } from './metrics-error.js';
import { requireFinite } from './paired.js';
import { checkWeights, weightedMean } from './weighted-mean.js';

/** An estimate and how uncertain it is. */
export interface Estimate {
  readonly mean: number;
  /** The standard error of the mean; 0 where all values are equal. */
  readonly standardError: number;
}

/**
 * Σ w v / Σ w over users, and its standard error by the delta method: √(n / (n - 1) Σ w² (v - mean)²) / Σ w. With the
 * number of lists of a user as weight and the share of them with a click as value it is the click-through rate, and users
 * are what varies, not clicks, which are no independent draws.
 *
 * @param weights one per user, above 0. Default: 1 each.
 * @throws MetricsError `no-data` for fewer than two users, `not-a-number`, `invalid-argument`.
 *
 * @example
 * ```ts
 * weightedEstimate([0, 1, 1, 0]); // { mean: 0.5, standardError: 0.2887 }
 * ```
 */
export function weightedEstimate(values: ArrayLike<number>, weights?: ArrayLike<number>): Estimate {
  requireFinite('values', values);
  const users = values.length;
  if (users < 2) throw new MetricsError('no-data', 'one user does not show how users vary');
  checkWeights(weights, users);
  const mean = weightedMean(values, weights);
  let total = 0;
  let squares = 0;
  for (let user = 0; user < users; user += 1) {
    const weight = weights?.[user] ?? 1;
    total += weight;
    squares += (weight * ((values[user] as number) - mean)) ** 2;
  }
  return { mean, standardError: Math.sqrt((squares * users) / (users - 1)) / total };
}

export interface AlwaysValidOptions {
  /**
   * The size of difference that is looked for, above 0: the standard deviation of the normal distribution over which the
   * test mixes. It is chosen before the data is seen. A wrong one makes the test slower, never wrong.
   */
  readonly tau: number;
  /** Share of the probability inside the interval, in (0, 1). Default 0.95. */
  readonly level?: number;
}

export interface AlwaysValid {
  /** The p-value of the hypothesis that both arms are equal. It stays valid however often and whenever people look. */
  readonly pValue: number;
  readonly low: number;
  readonly high: number;
}

/**
 * The mixture sequential probability ratio test of a difference d with standard error s (Robbins 1970; Johari, Koomen,
 * Pekelis & Walsh 2017, "Peeking at A/B tests"): Λ = √(s² / (s² + τ²)) exp(d² τ² / (2 s² (s² + τ²))), p = min(1, 1 / Λ). The
 * chance that it is ever at most α, at any of all looks, is α at most where there is no difference, as s² falls with more
 * data. The interval d ± √((s² (s² + τ²) / τ²) ln((s² + τ²) / (s² α²))) holds the true difference at all looks at once
 * with the probability `level`.
 *
 * A test that is made once, at a time chosen beforehand, sees smaller differences.
 *
 * @throws MetricsError `invalid-argument`.
 *
 * @example
 * ```ts
 * alwaysValid({ mean: 0.03, standardError: 0.01 }, { tau: 0.02 }); // { pValue: 0.0611, low: -0.0004, high: 0.0604 }
 * ```
 */
export function alwaysValid(
  { mean, standardError }: Estimate,
  { tau, ...options }: AlwaysValidOptions,
): AlwaysValid {
  if (!(tau > 0)) throw new MetricsError('invalid-argument', `tau must be above 0, got ${tau}`);
  const level = checkLevel(options.level);
  if (!(standardError >= 0)) {
    throw new MetricsError(
      'invalid-argument',
      `the standard error must be 0 or more, got ${standardError}`,
    );
  }
  // Values that are all equal show no spread, and so nothing of how far the means may be from the truth.
  if (standardError === 0) return { pValue: 1, low: -Infinity, high: Infinity };
  const variance = standardError ** 2;
  const both = variance + tau ** 2;
  const logRatio = Math.log(variance / both) / 2 + (mean ** 2 * tau ** 2) / (2 * variance * both);
  const reach = Math.sqrt(
    ((variance * both) / tau ** 2) * Math.log(both / (variance * (1 - level) ** 2)),
  );
  return { pValue: Math.min(1, Math.exp(-logRatio)), low: mean - reach, high: mean + reach };
}
