/**
 * The ids of the item table, for a catalogue of V items: row 0 is {@link PAD}, rows 1..V are the items, row V + 1 is
 * the mask. No other code defines them.
 */

/** The id of slots without an item. */
export const PAD = 0;

/** The id of slots whose item a model predicts: `itemCount + 1`. */
export function maskId(itemCount: number): number {
  return itemCount + 1;
}

/** The rows of an item table with PAD, every item and MASK: `itemCount + 2`. */
export function tableRows(itemCount: number): number {
  return itemCount + 2;
}
