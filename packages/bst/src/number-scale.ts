/** The buckets of a number. */
const BUCKETS = 16;

/** The classes of a number: one for each bucket, and class 0 for an unknown number. */
export const NUMBER_CLASSES: number = BUCKETS + 1;

/** What training knows of one continuous feature. */
export interface NumberStatistics {
  readonly mean: number;
  /** Above 0. */
  readonly deviation: number;
  /** The upper ends of the buckets, ascending. */
  readonly ends: readonly number[];
}

/** @param column the feature over examples of training; NaN where unknown. */
export function numberStatistics(column: Float64Array): NumberStatistics {
  const known = column.filter((value) => !Number.isNaN(value));
  const count = Math.max(1, known.length);
  const mean = known.reduce((sum, value) => sum + value, 0) / count;
  const variance = known.reduce((sum, value) => sum + (value - mean) ** 2, 0) / count;
  const sorted = known.slice().sort();
  return {
    mean,
    deviation: Math.sqrt(variance) || 1,
    ends: Array.from(
      { length: BUCKETS - 1 },
      (_, i) => sorted[Math.floor(((i + 1) * known.length) / BUCKETS)] ?? 0,
    ),
  };
}

/** How one continuous feature is read: scaled, and as a class by size. */
export class NumberScale {
  readonly statistics: NumberStatistics;

  constructor(statistics: NumberStatistics) {
    this.statistics = statistics;
  }

  /** (value - mean) / deviation, within the range that training met. An unknown number counts as the mean. */
  scaled(value: number): number {
    if (Number.isNaN(value)) return 0;
    const { mean, deviation } = this.statistics;
    return Math.min(4, Math.max(-4, (value - mean) / deviation));
  }

  /** 0 for an unknown number, else 1 + the number of ends at or below it. */
  classOf(value: number): number {
    if (Number.isNaN(value)) return 0;
    let bucket = 1;
    for (const end of this.statistics.ends) if (value >= end) bucket += 1;
    return bucket;
  }
}
