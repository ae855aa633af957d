/** The targets of every user of an evaluation set and their ranks, in the set's order. */
export interface Rankings {
  /** The number of events before the first target. */
  readonly historyLengths: Int32Array;
  /** Targets and ranks of user u are at `offsets[u]..offsets[u + 1] - 1`. */
  readonly offsets: Int32Array;
  /** Item indices 1..V, each once per user. */
  readonly targets: Int32Array;
  /** 1-based; Infinity for a target that is left out of the ranking. */
  readonly ranks: Float64Array;
}

/** The ranks of each user, as views. */
export function ranksByUser({ offsets, ranks }: Rankings): Float64Array[] {
  return Array.from({ length: offsets.length - 1 }, (_, user) =>
    ranks.subarray(offsets[user], offsets[user + 1]),
  );
}
