import type { UserItems } from './sequences.js';

/**
 * How often each item occurs: `[V + 1]`, by item index, 0 for PAD. Metrics and baselines use the counts of
 * `Split.train` as popularity.
 *
 * @example
 * itemCounts(sequencesFromLists([[2, 1], [2]]), 3); // Float64Array [0, 1, 2, 0]
 */
export function itemCounts({ items }: UserItems, itemCount: number): Float64Array {
  const counts = new Float64Array(itemCount + 1);
  for (let event = 0; event < items.length; event += 1) {
    const item = items[event] as number;
    counts[item] = (counts[item] as number) + 1;
  }
  return counts;
}
