import type { MetricKey, RankingMetric } from '@org/metrics';
import { EvaluationError } from './error.js';
import { type Rankings, valuesByUser } from './rankings.js';
import { sum } from './sum.js';

export interface DebiasOptions {
  /** Training interactions by item index, length V + 1. */
  readonly popularity: ArrayLike<number>;
  /** At least 0: how strongly observation depends on popularity. 0 gives all targets the same weight. */
  readonly power: number;
  readonly ks: readonly number[];
  readonly metrics: readonly RankingMetric[];
}

export interface DebiasedValues {
  /** The weighted mean over each user's targets. */
  readonly perUser: Readonly<Record<MetricKey, Float64Array>>;
  /** Each user's sum of target weights; the debiased metric is Σ weight × value / Σ weight. */
  readonly weights: Float64Array;
  /** (Σw)² / Σw² of the targets' weights (Kish): the number of equally weighted targets with the same certainty. */
  readonly effectiveTargets: number;
}

/**
 * Metrics as if every interaction were equally likely to be observed, by self-normalised inverse propensity scoring.
 * Popular items are shown and so observed more often; a plain mean over observed targets rewards ranking them high.
 * With c the metric of one target's rank and n the target's training interactions,
 *
 *     debiased = (Σ over users and targets of c / p) / (Σ over users and targets of 1 / p),  p = max(n, 1) ^ power
 *
 * Propensities are those of Yang et al., "Unbiased Offline Recommender Evaluation for Missing-Not-At-Random Implicit
 * Feedback" (RecSys 2018): p ∝ n ^ ((γ + 1) / 2), so power 1 is their γ = 1. At power 1 each item has the same expected
 * weight, however often it is a target. They divide by Σ 1/p within each user, which cancels if a user has one target;
 * here the sums run over all users (Swaminathan & Joachims, NIPS 2015), which does not cancel. Their code leaves out
 * targets without training interactions; here these count as if they had one. Each target counts as if it were its
 * user's only one. If popularity is skewed and the power is high, the estimate depends on few targets; see
 * `effectiveTargets`.
 *
 * @example
 * // Two users with one target each: item 1 (9 interactions) at rank 1, item 2 (1 interaction) at rank 20.
 * // Plain hitRate@10 is 0.5; with power 1 it is (1/9) / (1/9 + 1/1) = 0.1.
 */
export function debias(
  { offsets, targets, ranks }: Rankings,
  { popularity, power, ks, metrics }: DebiasOptions,
): DebiasedValues {
  if (!(power >= 0 && power < Number.POSITIVE_INFINITY)) {
    throw new EvaluationError(
      'invalid-option',
      `the power of a propensity is at least 0, got ${power}`,
    );
  }
  const weightOf = Float64Array.from(
    targets,
    (target) => Math.max(popularity[target] ?? 0, 1) ** -power,
  );
  // Each target as if it were its user's only one.
  const singly = Int32Array.from({ length: ranks.length + 1 }, (_, target) => target);
  const perTarget = valuesByUser({ offsets: singly, ranks }, { ks, metrics });

  const users = offsets.length - 1;
  const weights = new Float64Array(users);
  const columns = (Object.keys(perTarget) as MetricKey[]).map((key) => ({
    key,
    targetValues: perTarget[key] as Float64Array,
    values: new Float64Array(users),
  }));
  for (let user = 0; user < users; user += 1) {
    const start = offsets[user] as number;
    const end = offsets[user + 1] as number;
    const weight = sum(weightOf.subarray(start, end));
    weights[user] = weight;
    for (const { targetValues, values } of columns) {
      let weighted = 0;
      for (let target = start; target < end; target += 1) {
        weighted += (targetValues[target] as number) * (weightOf[target] as number);
      }
      values[user] = weighted / weight;
    }
  }
  const squares = sum(weightOf.map((weight) => weight * weight));
  return {
    perUser: Object.fromEntries(columns.map(({ key, values }) => [key, values])),
    weights,
    effectiveTargets: sum(weightOf) ** 2 / squares,
  };
}
