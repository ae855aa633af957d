/**
 * Questions with known answers: given this history, which items came next? A user appears at most once. Histories and
 * targets are views into the sequences that were split; treat them as read-only.
 */
export interface EvaluationSet {
  readonly size: number;
  /**
   * A row of the user in the sequences that were split (of several sessions, the one that holds the first target);
   * not a row of `Split.train`, which may hold fewer.
   */
  user(i: number): number;
  /** Every item the user had before the targets, in time order, validation items included in a test. Never empty. */
  history(i: number): Int32Array;
  /** The held-out items, in time order. Never empty. */
  targets(i: number): Int32Array;
}
