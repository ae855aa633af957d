/** The outcome of one spec of tfjs-core. */
export interface SpecResult {
  /** The names of its `describe` blocks and its own, joined by spaces. */
  readonly name: string;
  readonly status: string;
  /** The first failed expectation, or nothing. */
  readonly message: string;
}
