/**
 * How much a value grows from one sample to the next: the median of the slopes between all pairs of samples (Theil-Sen),
 * which a few odd samples do not change.
 */
export function growthOf(samples: readonly number[]): number {
  const slopes = samples.flatMap((first, from) =>
    samples.slice(from + 1).map((second, ahead) => (second - first) / (ahead + 1)),
  );
  slopes.sort((a, b) => a - b);
  return slopes[slopes.length >> 1] ?? 0;
}
