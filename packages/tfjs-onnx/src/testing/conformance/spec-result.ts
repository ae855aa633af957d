/** The outcome of one spec of tfjs-core. */
export interface SpecResult {
  /** The names of the `describe` blocks around the spec and its own name, joined by spaces. */
  readonly name: string;
  readonly status: string;
  /** The message of the first failed expectation, or an empty string. */
  readonly message: string;
}
