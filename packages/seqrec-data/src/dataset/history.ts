import type { Sequences, Timestamps } from './sequences.js';

/**
 * The events of a user so far, oldest first. It is an object so that models can read times or features; other models
 * read only `items`.
 */
export interface History {
  /** [n], item indices in 1..V. */
  readonly items: Int32Array;
  /** [n], the time of each event in the unit of the source, ascending. Absent if the source has none. */
  readonly timestamps?: Timestamps;
  /**
   * The time of the event that is predicted, where it is known: that of an evaluation's target, or now. Only a model
   * whose options say so reads it.
   */
  readonly targetTime?: number | bigint;
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
