import type { Dataset } from './dataset.js';
import { timeRange } from './time-range.js';

/** Smallest, largest, mean and quantiles of a set of counts. */
export interface Distribution {
  readonly min: number;
  readonly p5: number;
  readonly p25: number;
  readonly median: number;
  readonly p75: number;
  readonly p95: number;
  readonly p99: number;
  readonly max: number;
  readonly mean: number;
}

export interface DatasetStatistics {
  readonly users: number;
  /** More than users if sequences are sessions. */
  readonly sequences: number;
  readonly items: number;
  readonly interactions: number;
  readonly dislikes: number;
  /** The filled share of the user-item matrix, 0..1: distinct pairs of user and item / (users × items). */
  readonly density: number;
  /** The share of events, 0..1, whose item is earlier in the same sequence. */
  readonly repeats: number;
  /** Events per sequence. */
  readonly sequenceLength: Distribution;
  /** Events per item. */
  readonly itemEvents: Distribution;
  readonly popularity: {
    /** The Gini coefficient of events per item: 0 if all are equally popular, near 1 if one has all events. */
    readonly gini: number;
    /** The share of events, 0..1, of the most popular 1 % (below: 10 %) of items, at least one item. */
    readonly top1Percent: number;
    readonly top10Percent: number;
  };
  /** The first and last timestamp, in the unit of the source. */
  readonly time?: {
    readonly first: number;
    readonly last: number;
    readonly unit?: 'seconds' | 'milliseconds';
  };
}

/** Describes a dataset in numbers. Quantiles are nearest-rank: each is a count that occurs. */
export function datasetStatistics({ manifest, catalogue, sequences }: Dataset): DatasetStatistics {
  const { offsets, items, timestamps } = sequences;
  const lengths = Float64Array.from(
    { length: offsets.length - 1 },
    (_, i) => (offsets[i + 1] ?? 0) - (offsets[i] ?? 0),
  ).sort();
  const events = new Float64Array(catalogue.itemCount);
  for (const item of items) events[item - 1] = (events[item - 1] ?? 0) + 1;
  events.sort();
  const { users } = manifest.counts;
  const unit = manifest.source.timestampUnit;
  const { distinctPairs, repeats } = countPairs(sequences, catalogue.itemCount);
  return {
    users,
    sequences: lengths.length,
    items: catalogue.itemCount,
    interactions: items.length,
    dislikes: sequences.dislikes?.items.length ?? 0,
    density: distinctPairs / (users * catalogue.itemCount),
    repeats: repeats / items.length,
    sequenceLength: distributionOf(lengths),
    itemEvents: distributionOf(events),
    popularity: {
      gini: giniOf(events),
      top1Percent: shareOfTop(events, 0.01),
      top10Percent: shareOfTop(events, 0.1),
    },
    ...(timestamps && { time: { ...timeRange({ timestamps }), ...(unit && { unit }) } }),
  };
}

function countPairs(
  { offsets, items, userIds }: Dataset['sequences'],
  itemCount: number,
): { readonly distinctPairs: number; readonly repeats: number } {
  const metByUser = new Int32Array(itemCount + 1).fill(-1);
  const metBySequence = new Int32Array(itemCount + 1).fill(-1);
  let user = -1;
  let distinctPairs = 0;
  let repeats = 0;
  for (let sequence = 0; sequence + 1 < offsets.length; sequence += 1) {
    // The sessions of one user are consecutive rows.
    if (sequence === 0 || userIds[sequence] !== userIds[sequence - 1]) user += 1;
    for (const item of items.subarray(offsets[sequence], offsets[sequence + 1])) {
      if (metByUser[item] !== user) distinctPairs += 1;
      if (metBySequence[item] === sequence) repeats += 1;
      metByUser[item] = user;
      metBySequence[item] = sequence;
    }
  }
  return { distinctPairs, repeats };
}

/** The distribution of counts in ascending order. */
function distributionOf(sorted: Float64Array): Distribution {
  const quantile = (share: number): number =>
    sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
  return {
    min: quantile(0),
    p5: quantile(0.05),
    p25: quantile(0.25),
    median: quantile(0.5),
    p75: quantile(0.75),
    p95: quantile(0.95),
    p99: quantile(0.99),
    max: quantile(1),
    mean: sumOf(sorted) / sorted.length,
  };
}

/** G = Σ (2i - n - 1) xᵢ / (n Σ xᵢ), with x ascending and i from 1. */
function giniOf(sorted: Float64Array): number {
  const n = sorted.length;
  const weighted = sorted.reduce((sum, value, i) => sum + (2 * (i + 1) - n - 1) * value, 0);
  return weighted / (n * sumOf(sorted));
}

function shareOfTop(sorted: Float64Array, share: number): number {
  const count = Math.max(1, Math.floor(share * sorted.length));
  return sumOf(sorted.subarray(sorted.length - count)) / sumOf(sorted);
}

function sumOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0);
}
