import type { ExternalId } from '../sources/interaction.js';

/** A history in external ids. */
export interface ExternalHistory {
  /** Oldest first, or in any order with `timestamps`. */
  readonly items: readonly ExternalId[];
  /** One per item, in the unit of the training data. Items are sorted by them; ties keep their order. */
  readonly timestamps?: readonly (number | bigint)[];
}
