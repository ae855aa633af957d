import { MetricsError } from './metrics-error.js';
import { requireFinite } from './paired.js';

/**
 * Spearman's rank correlation of two columns, in [-1, 1]: the correlation of their ranks, where equal values share the
 * mean of their ranks. 0 if all values of a column are equal.
 *
 * @example
 * ```ts
 * spearman([3.1, 4.5, 2.2], [3, 5, 1]); // 1
 * spearman([1, 2, 3, 4], [2, 1, 4, 3]); // 0.6
 * ```
 */
export function spearman(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) {
    throw new MetricsError(
      'invalid-argument',
      `both columns have the same length, got ${a.length} and ${b.length}`,
      { a: a.length, b: b.length },
    );
  }
  requireFinite('a', a);
  requireFinite('b', b);
  const ranksA = midRanks(a);
  const ranksB = midRanks(b);
  // The mean of 1..n, whatever the ties.
  const middle = (a.length + 1) / 2;
  let product = 0;
  let squaresA = 0;
  let squaresB = 0;
  for (let i = 0; i < a.length; i += 1) {
    const fromA = (ranksA[i] as number) - middle;
    const fromB = (ranksB[i] as number) - middle;
    product += fromA * fromB;
    squaresA += fromA * fromA;
    squaresB += fromB * fromB;
  }
  return squaresA === 0 || squaresB === 0 ? 0 : product / Math.sqrt(squaresA * squaresB);
}

/** Ranks from 1; equal values share the mean of their ranks. */
export function midRanks(values: ArrayLike<number>): Float64Array {
  const at = (place: number) => values[order[place] as number] as number;
  const order = Int32Array.from({ length: values.length }, (_, i) => i).sort(
    (x, y) => (values[x] as number) - (values[y] as number),
  );
  const ranks = new Float64Array(values.length);
  for (let start = 0; start < order.length; ) {
    let end = start + 1;
    while (end < order.length && at(end) === at(start)) end += 1;
    for (const i of order.subarray(start, end)) ranks[i] = (start + 1 + end) / 2;
    start = end;
  }
  return ranks;
}
