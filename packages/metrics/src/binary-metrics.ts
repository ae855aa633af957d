import { MetricsError } from './metrics-error.js';
import { requireFinite } from './paired.js';
import { midRanks } from './rank-correlation.js';

/**
 * The area under the ROC curve, in [0, 1]: the probability that a random example of label 1 has a higher score than a random
 * example of label 0, where equal scores count as half. 0.5 is chance. Computed from ranks (Mann and Whitney), in
 * O(n log n).
 *
 * @param labels 1 or 0 for each example.
 * @param scores any finite numbers.
 * @throws MetricsError `invalid-argument` unless both labels occur.
 *
 * @example
 * ```ts
 * areaUnderCurve([0, 0, 1, 1], [0.1, 0.4, 0.35, 0.8]); // 0.75
 * ```
 */
export function areaUnderCurve(labels: ArrayLike<number>, scores: ArrayLike<number>): number {
  const positives = countPositives(labels, scores);
  const negatives = labels.length - positives;
  if (positives === 0 || negatives === 0) {
    throw new MetricsError(
      'invalid-argument',
      `the area under the curve needs examples of both labels, got ${positives} of label 1 and ${negatives} of label 0`,
      { positives, negatives },
    );
  }
  const ranks = midRanks(scores);
  let sum = 0;
  for (let i = 0; i < labels.length; i += 1) if (labels[i] === 1) sum += ranks[i] as number;
  return (sum - (positives * (positives + 1)) / 2) / (positives * negatives);
}

/**
 * The mean log loss (cross-entropy, in nats) of probabilities p of label 1: the mean of -ln p where the label is 1, and of
 * -ln(1 - p) where it is 0. Probabilities are held at least `1e-7` from 0 and 1, so that one sure error is not infinite.
 *
 * @param labels 1 or 0 for each example; at least one.
 *
 * @example
 * ```ts
 * logLoss([1, 0], [0.5, 0.5]); // ln 2 ≈ 0.693
 * ```
 */
export function logLoss(labels: ArrayLike<number>, probabilities: ArrayLike<number>): number {
  countPositives(labels, probabilities);
  let sum = 0;
  for (let i = 0; i < labels.length; i += 1) {
    const p = Math.min(1 - CLOSEST, Math.max(CLOSEST, probabilities[i] as number));
    sum -= Math.log(labels[i] === 1 ? p : 1 - p);
  }
  return sum / labels.length;
}

const CLOSEST = 1e-7;

function countPositives(labels: ArrayLike<number>, values: ArrayLike<number>): number {
  if (labels.length !== values.length || labels.length === 0) {
    throw new MetricsError(
      'invalid-argument',
      `each example has a label and a value, got ${labels.length} labels and ${values.length} values`,
      { labels: labels.length, values: values.length },
    );
  }
  requireFinite('values', values);
  let positives = 0;
  for (let i = 0; i < labels.length; i += 1) {
    if (labels[i] === 1) positives += 1;
    else if (labels[i] !== 0) {
      throw new MetricsError('invalid-argument', `a label is 0 or 1, got ${labels[i]}`, {
        label: labels[i] as number,
      });
    }
  }
  return positives;
}
