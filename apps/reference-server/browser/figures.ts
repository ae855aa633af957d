import { parseMetrics, type Sample } from './metrics-text.js';

/** Counts of the server at one moment. They grow until the server restarts. */
export interface Reading {
  /** Milliseconds, from any origin. */
  readonly time: number;
  readonly requests: number;
  /** Requests by the upper bound of their time in seconds, cumulative, bounds ascending. */
  readonly buckets: readonly (readonly [bound: number, count: number])[];
  readonly byModel: number;
  readonly byPopularity: number;
  readonly events: number;
}

/** What happened between two readings. A figure is absent if nothing happened that it measures. */
export interface Figures {
  readonly requestsPerSecond: number;
  readonly eventsPerSecond: number;
  /** Seconds. */
  readonly median?: number;
  /** Seconds. */
  readonly p99?: number;
  /** The share of the answered histories, 0..1. */
  readonly fallbackShare?: number;
}

/** Requests that watch the server rather than use it: probes, this page and its readings. */
const WATCHING = /^\/(metrics|livez|readyz|docs|console|openapi\.json)(\/|$)/;

export function readMetrics(text: string, time: number): Reading {
  const samples = parseMetrics(text);
  const sum = (name: string, matches: (labels: Sample['labels']) => boolean = () => true) =>
    samples.reduce(
      (total, one) => (one.name === name && matches(one.labels) ? total + one.value : total),
      0,
    );
  const used = ({ route = '' }: Sample['labels']) => !WATCHING.test(route);
  const name = 'http_request_duration_seconds';
  const bounds = new Map<number, number>();
  for (const { labels, value } of samples.filter((one) => one.name === `${name}_bucket`)) {
    if (!used(labels)) continue;
    const bound = labels.le === '+Inf' ? Infinity : Number(labels.le);
    bounds.set(bound, (bounds.get(bound) ?? 0) + value);
  }
  return {
    time,
    requests: sum(`${name}_count`, used),
    buckets: [...bounds].sort(([a], [b]) => a - b),
    byModel: sum('recommendations_total', ({ by }) => by !== 'popularity'),
    byPopularity: sum('recommendations_total', ({ by }) => by === 'popularity'),
    events: sum('events_total', ({ result }) => result === 'stored'),
  };
}

/** Undefined if the server restarted in between, because its counts began at 0 again. */
export function figuresBetween(before: Reading, after: Reading): Figures | undefined {
  const seconds = (after.time - before.time) / 1000;
  const requests = after.requests - before.requests;
  const events = after.events - before.events;
  const byPopularity = after.byPopularity - before.byPopularity;
  const answered = after.byModel - before.byModel + byPopularity;
  if (seconds <= 0 || requests < 0 || events < 0 || answered < 0) return undefined;
  const earlier = new Map(before.buckets);
  const buckets = after.buckets.map(
    ([bound, count]) => [bound, count - (earlier.get(bound) ?? 0)] as const,
  );
  return {
    requestsPerSecond: requests / seconds,
    eventsPerSecond: events / seconds,
    ...(requests > 0 && { median: quantile(buckets, 0.5), p99: quantile(buckets, 0.99) }),
    ...(answered > 0 && { fallbackShare: byPopularity / answered }),
  };
}

/**
 * As Prometheus' `histogram_quantile`: linear within the bucket that holds the quantile; the greatest finite bound where
 * it lies beyond all.
 */
function quantile(buckets: Reading['buckets'], share: number): number {
  const rank = share * (buckets.at(-1)?.[1] ?? 0);
  let [lower, below] = [0, 0];
  for (const [bound, count] of buckets) {
    if (count >= rank && count > below) {
      if (bound === Infinity) return lower;
      return lower + ((bound - lower) * (rank - below)) / (count - below);
    }
    [lower, below] = [bound === Infinity ? lower : bound, count];
  }
  return lower;
}
