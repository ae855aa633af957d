import type { Scorer } from '@org/seqrec-data';
import { BaselineError } from './baseline-error.js';

/**
 * A {@link Scorer} of rows of V + 1 scores. `fill` writes the scores of a history's items into its row, which starts as
 * zeros; the entry of PAD stays 0. Checks that histories hold only items 1..V.
 */
export function itemScorer(
  name: string,
  itemCount: number,
  fill: (items: Int32Array, row: Float32Array) => void,
): Scorer {
  const width = itemCount + 1;
  return {
    name,
    async score(histories) {
      const data = new Float32Array(histories.length * width);
      for (const [h, { items }] of histories.entries()) {
        requireItems(items, itemCount, `history ${h}`);
        fill(items, data.subarray(h * width, (h + 1) * width));
      }
      return { rows: histories.length, width, data };
    },
  };
}

export function requireItems(items: Int32Array, itemCount: number, where: string): void {
  for (const item of items) {
    if (item < 1 || item > itemCount) {
      throw new BaselineError(
        'unknown-item',
        `${where} holds item ${item}, but items are 1..${itemCount}`,
        { item, itemCount },
      );
    }
  }
}
