/**
 * The ids of the item table, for a catalogue of V items: row 0 is {@link PAD}, rows 1..V are the items, row V + 1 is
 * the mask. All other code takes them from here.
 */

/** The id that fills the slots of a batch where a sequence has no item. */
export const PAD = 0;

/** The id at the places where a model predicts an item: `itemCount + 1`. */
export function maskId(itemCount: number): number {
  return itemCount + 1;
}

/** Rows of an item table that holds PAD, every item and the mask: `itemCount + 2`. */
export function tableRows(itemCount: number): number {
  return itemCount + 2;
}
