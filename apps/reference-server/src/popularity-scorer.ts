import type { Scorer } from '@org/seqrec-data';

/** Scores every item by how often it occurs in training, whatever the history. `counts` is by item index. */
export function popularityScorer(counts: Float32Array): Scorer {
  return {
    name: 'popularity',
    async score(histories) {
      const data = new Float32Array(histories.length * counts.length);
      histories.forEach((_, row) => {
        data.set(counts, row * counts.length);
      });
      return { rows: histories.length, width: counts.length, data };
    },
  };
}
