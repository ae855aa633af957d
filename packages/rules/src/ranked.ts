/** Item indices, best first, and their scores. */
export interface Ranked {
  readonly indices: Int32Array;
  readonly scores: Float32Array;
}
