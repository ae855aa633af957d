/** What was asked of every user of an evaluation set, and where the answers stood, in the set's order. */
export interface Rankings {
  /** Events before the first target. */
  readonly historyLengths: Int32Array;
  /** Targets and ranks of user u stand at `offsets[u]..offsets[u + 1] - 1`. */
  readonly offsets: Int32Array;
  /** Item indices 1..V, each once per user. */
  readonly targets: Int32Array;
  /** 1-based; Infinity for a target that the filter takes out of the ranking. */
  readonly ranks: Float64Array;
}

/** The ranks of each user, as views. */
export function ranksByUser({ offsets, ranks }: Rankings): Float64Array[] {
  return Array.from({ length: offsets.length - 1 }, (_, user) =>
    ranks.subarray(offsets[user], offsets[user + 1]),
  );
}
