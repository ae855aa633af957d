import { MetricsError } from './metrics-error.js';

/** a - b by user; throws unless both have the same, non-zero number of finite values. */
export function pairDifferences(a: ArrayLike<number>, b: ArrayLike<number>): Float64Array {
  if (a.length !== b.length) {
    throw new MetricsError(
      'invalid-argument',
      `a paired comparison needs the same users in both runs, got ${a.length} and ${b.length} values`,
      { a: a.length, b: b.length },
    );
  }
  requireFinite('a', a);
  requireFinite('b', b);
  return Float64Array.from(a, (value, user) => value - (b[user] as number));
}

/** Throws for an empty list and for a value that cannot be averaged. */
export function requireFinite(name: string, values: ArrayLike<number>): void {
  if (values.length === 0) throw new MetricsError('no-data', `${name} is empty`);
  for (let i = 0; i < values.length; i += 1) {
    const value = values[i] as number;
    if (!Number.isFinite(value)) {
      throw new MetricsError('not-a-number', `${name} holds ${value} at index ${i}`, { index: i });
    }
  }
}
