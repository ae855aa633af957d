import { mean } from './mean-metrics.js';
import { MetricsError } from './metrics-error.js';
import { requireFinite } from './paired.js';

/** Σ w v / Σ w over users; without weights the mean. */
export function weightedMean(values: ArrayLike<number>, weights?: ArrayLike<number>): number {
  if (weights === undefined) return mean(values);
  let sum = 0;
  let total = 0;
  for (let user = 0; user < values.length; user += 1) {
    sum += (values[user] as number) * (weights[user] as number);
    total += weights[user] as number;
  }
  return sum / total;
}

/** Throws unless every user has one weight above 0. */
export function checkWeights(weights: ArrayLike<number> | undefined, users: number): void {
  if (weights === undefined) return;
  if (weights.length !== users) {
    throw new MetricsError(
      'invalid-argument',
      `every user has one weight, got ${weights.length} for ${users} users`,
      { expected: users, received: weights.length },
    );
  }
  requireFinite('weights', weights);
  for (let user = 0; user < users; user += 1) {
    const weight = weights[user] as number;
    if (weight <= 0) {
      throw new MetricsError('invalid-argument', `weights holds ${weight} at index ${user}`, {
        index: user,
      });
    }
  }
}
