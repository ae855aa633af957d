import type { UserItems } from '@org/seqrec-data';

/** How often each item occurs, by item index, length V + 1. */
export function itemCounts({ items }: UserItems, itemCount: number): Float64Array {
  const counts = new Float64Array(itemCount + 1);
  for (const item of items) counts[item] = (counts[item] ?? 0) + 1;
  return counts;
}
