import type { ItemContent, SequenceModel } from '@org/sequence-model';

/** Vectors of length 1 for the items of a model, which differ by its seed. */
export function itemContent({ itemCount, config }: SequenceModel, size: number): ItemContent {
  const seed = 'seed' in config ? Number(config.seed) : 0;
  const rows = Array.from({ length: itemCount }, (_, item) => {
    const row = Array.from({ length: size }, (_, i) => Math.sin(5 * item + 3 * i + seed));
    const length = Math.hypot(...row);
    return row.map((value) => value / length);
  });
  return { vectors: Float32Array.from(rows.flat()) };
}
