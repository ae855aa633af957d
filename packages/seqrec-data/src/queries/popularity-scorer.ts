import { tableRows } from '../dataset/item-ids.js';
import type { Scorer } from './scorer.js';

/**
 * Scores by given counts `[V + 1]`, such as those of an artifact, for every history: the fallback of a model that knows
 * nothing of a history.
 */
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
