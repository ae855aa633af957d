import type { MetricKey } from './metric-key.js';
import { MetricsError } from './metrics-error.js';

/**
 * The mean over users of each metric; every user has the same weight. Throws if there are no users.
 *
 * @example
 * ```ts
 * meanMetrics({ 'hitRate@10': Float64Array.of(1, 1, 0, 0) }); // { 'hitRate@10': 0.5 }
 * ```
 */
export function meanMetrics<Key extends MetricKey>(
  perUser: Readonly<Record<Key, Float64Array>>,
): Record<Key, number> {
  const means: Partial<Record<Key, number>> = {};
  for (const key of Object.keys(perUser) as Key[]) {
    const values = perUser[key];
    if (values.length === 0)
      throw new MetricsError('no-data', `${key} has no users to average over`);
    means[key] = mean(values);
  }
  return means as Record<Key, number>;
}

export function mean(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i += 1) sum += values[i] as number;
  return sum / values.length;
}
