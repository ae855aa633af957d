import type { Sequences, Timestamps } from './sequences.js';

/**
 * What a user did before a question, oldest first: all that a model may know of it. An object and not a bare list of
 * items, so that models which use time or features find them here; others read `items` alone.
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
