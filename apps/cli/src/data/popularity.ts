import { type Scorer, tableRows, type UserItems } from '@org/seqrec-data';

/** How often each item occurs, by item index, length V + 1. */
export function itemCounts({ items }: UserItems, itemCount: number): Float64Array {
  const counts = new Float64Array(itemCount + 1);
  for (const item of items) counts[item] = (counts[item] ?? 0) + 1;
  return counts;
}

/** Scores by given counts, such as those in an artifact. */
export function popularityScorer(counts: ArrayLike<number>, itemCount: number): Scorer {
  const width = tableRows(itemCount);
  const row = Float32Array.from({ length: width }, (_, item) => counts[item] ?? 0);
  return {
    name: 'popularity',
    async score(histories) {
      const data = new Float32Array(histories.length * width);
      for (let start = 0; start < data.length; start += width) data.set(row, start);
      return { rows: histories.length, width, data };
    },
  };
}
