import type { Interval } from '@org/metrics';

/** A mean above its interval; the best of a column is bold. */
export function IntervalCell({
  interval,
  best = false,
}: {
  readonly interval: Interval | undefined;
  readonly best?: boolean;
}) {
  if (interval === undefined) return '–';
  const { mean, low, high } = interval;
  const number = mean.toFixed(4);
  return (
    <>
      {best ? <strong>{number}</strong> : number}
      <small>
        {low.toFixed(4)} – {high.toFixed(4)}
      </small>
    </>
  );
}
