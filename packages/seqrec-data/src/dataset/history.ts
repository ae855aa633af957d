import type { Sequences, Timestamps } from './sequences.js';

/**
 * What a user did so far, oldest first. It is an object, so that models can find times or features in it; other models
 * read `items` alone.
 */
export interface History {
  /** [n], item indices in 1..V. */
  readonly items: Int32Array;
  /** [n], the time of each event in the unit of the source; never falls. Absent when the source has none. */
  readonly timestamps?: Timestamps;
}

/** The events `start..end - 1` of sequences as a history: views, not copies. */
export function historyBetween(
  { items, timestamps }: Pick<Sequences, 'items' | 'timestamps'>,
  start: number,
  end: number,
): History {
  return {
    items: items.subarray(start, end),
    ...(timestamps && { timestamps: timestamps.subarray(start, end) }),
  };
}
