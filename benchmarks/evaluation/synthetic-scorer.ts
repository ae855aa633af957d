import { type Scorer, tableRows } from '@org/seqrec-data';

/** Scores that fall with the item's index, its rank by popularity, and vary with the newest item of the history. */
export function syntheticScorer(name: string, itemCount: number, shake: number): Scorer {
  const width = tableRows(itemCount);
  const base = Float32Array.from({ length: width }, (_, item) => -Math.log(item + 1));
  return {
    name,
    async score(histories) {
      // A new matrix each time, as from a model.
      const data = new Float32Array(histories.length * width);
      for (const [row, history] of histories.entries()) {
        const newest = history.items.at(-1) ?? 0;
        const start = row * width;
        for (let item = 0; item < width; item += 1) {
          const hash = Math.imul(newest * 65_537 + item, 0x9e37_79b1) >>> 8;
          data[start + item] = (base[item] as number) + (shake * hash) / 0x100_0000;
        }
      }
      return { rows: histories.length, width, data };
    },
  };
}
