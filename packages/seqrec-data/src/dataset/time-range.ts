import type { Sequences } from './sequences.js';

/** The times of the first and the last event, in the unit of the data; infinite without timestamps. */
export function timeRange({ timestamps = new Float64Array() }: Pick<Sequences, 'timestamps'>): {
  readonly first: number;
  readonly last: number;
} {
  let first = Number.POSITIVE_INFINITY;
  let last = Number.NEGATIVE_INFINITY;
  for (const timestamp of timestamps) {
    const time = Number(timestamp);
    if (time < first) first = time;
    if (time > last) last = time;
  }
  return { first, last };
}
