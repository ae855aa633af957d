import type { ItemContent, SequenceModel } from '@org/sequence-model';

/**
 * Vectors of length 1 and features for the items of a model, which differ by its seed.
 *
 * @param contentSize 0 for a model without vectors.
 * @param featureColumns 0 for a model without features.
 */
export function itemContent(
  { itemCount, config }: SequenceModel,
  { contentSize = 0, featureColumns = 0 }: Readonly<Record<string, unknown>>,
): ItemContent {
  const seed = 'seed' in config ? Number(config.seed) : 0;
  const rowsOf = (size: number): number[][] =>
    Array.from({ length: itemCount }, (_, item) => {
      const row = Array.from({ length: size }, (_, i) => Math.sin(5 * item + 3 * i + seed));
      const length = Math.hypot(...row);
      return row.map((value) => value / length);
    });
  const vectors = rowsOf(Number(contentSize)).flat();
  const features = rowsOf(Number(featureColumns)).flat();
  return {
    ...(vectors.length > 0 && { vectors: Float32Array.from(vectors) }),
    ...(features.length > 0 && { features: Float32Array.from(features) }),
  };
}
