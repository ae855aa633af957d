import { tableRows } from '@org/seqrec-data/item-ids';

/** Items of 1..V as bits: bit `i % 32` of word `i >> 5` is item `i`. The bits of other rows are 0. */
export type ItemSet = Uint32Array;

/** An empty set, of as many words as {@link tableRows} needs. */
export function emptyItemSet(itemCount: number): ItemSet {
  return new Uint32Array(Math.ceil(tableRows(itemCount) / 32));
}

export function hasItem(set: ItemSet, index: number): boolean {
  return (((set[index >>> 5] ?? 0) >>> (index & 31)) & 1) === 1;
}

export function setItem(set: ItemSet, index: number, present: boolean): void {
  const word = set[index >>> 5] ?? 0;
  const bit = 1 << (index & 31);
  set[index >>> 5] = present ? word | bit : word & ~bit;
}

/** Takes out the rows that are no items: row 0, and those after V. */
export function clearOtherRows(set: ItemSet, itemCount: number): void {
  setItem(set, 0, false);
  for (let row = itemCount + 1; row < 32 * set.length; row += 1) setItem(set, row, false);
}

/** How many items a set has. */
export function countItems(set: ItemSet): number {
  let count = 0;
  for (let word of set) {
    for (; word !== 0; word &= word - 1) count += 1;
  }
  return count;
}
