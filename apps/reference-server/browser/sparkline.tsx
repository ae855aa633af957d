export interface SparklineProps {
  /** Oldest first. An undefined value leaves a gap. */
  readonly values: readonly (number | undefined)[];
  /** How many values the width holds. */
  readonly length: number;
}

const HEIGHT = 32;

/** A line of the last values, from 0 to their maximum. Hidden from screen readers, which read the number beside it. */
export function Sparkline({ values, length }: SparklineProps) {
  const greatest = Math.max(...values.map((value) => value ?? 0)) || 1;
  const shift = length - values.length;
  const points = values.map((value, place) =>
    value === undefined
      ? undefined
      : ([shift + place, (HEIGHT - 2) * (1 - value / greatest) + 1] as const),
  );
  const line = points
    .map((point, place) =>
      point === undefined
        ? ''
        : `${points[place - 1] ? 'L' : 'M'}${point[0]} ${point[1].toFixed(2)}`,
    )
    .join('');
  return (
    <svg
      class="sparkline"
      viewBox={`0 0 ${length - 1} ${HEIGHT}`}
      preserveAspectRatio="none"
      aria-hidden="true"
    >
      <path d={line} vector-effect="non-scaling-stroke" />
    </svg>
  );
}
