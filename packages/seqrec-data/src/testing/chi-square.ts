/**
 * Pearson's statistic of the difference between counts and expected shares, `sum (observed - expected)^2 / expected`.
 * Shares add up to 1. A count in a category of share 0 makes it infinite.
 */
export function chiSquare(counts: readonly number[], shares: readonly number[]): number {
  const total = counts.reduce((sum, count) => sum + count, 0);
  return counts.reduce((sum, count, category) => {
    const expected = total * (shares[category] ?? 0);
    if (expected === 0) return count === 0 ? sum : Number.POSITIVE_INFINITY;
    return sum + (count - expected) ** 2 / expected;
  }, 0);
}
