/** Which items pass, of one at a time or of many. */
export interface ItemTest {
  /** Whether one item passes. */
  test(index: number): boolean;
  /** Writes which rows pass: bit `i` of word `w` is row `32 (firstWord + w) + i`. Rows that are no items may pass. */
  fill(words: Uint32Array, firstWord: number): void;
}
