import { MetricsError } from './metrics-error.js';

/**
 * Holm's step-down correction of p-values of several tests (Holm 1979): with p₁ ≤ … ≤ p_m, the adjusted j-th is max
 * over i ≤ j of min(1, (m - i + 1) p_i). Rejecting every test whose adjusted p-value is at most α keeps the probability
 * of any false rejection at or below α, even for dependent tests. Results keep the order of the input.
 *
 * @example
 * ```ts
 * holm([0.01, 0.04, 0.03]); // [0.03, 0.06, 0.06]
 * ```
 */
export function holm(pValues: ArrayLike<number>): Float64Array {
  const count = pValues.length;
  for (let test = 0; test < count; test += 1) {
    const p = pValues[test] as number;
    if (!(p >= 0 && p <= 1)) {
      throw new MetricsError('invalid-argument', `the p-value at index ${test} is ${p}`, {
        index: test,
      });
    }
  }
  const order = Array.from({ length: count }, (_, test) => test).sort(
    (a, b) => (pValues[a] as number) - (pValues[b] as number),
  );
  const adjusted = new Float64Array(count);
  let largest = 0;
  for (const [place, test] of order.entries()) {
    largest = Math.max(largest, Math.min(1, (count - place) * (pValues[test] as number)));
    adjusted[test] = largest;
  }
  return adjusted;
}
