import { Random } from '@org/random';

/** The name of a layer, and its own seed. */
export interface LayerSeed {
  readonly name: string;
  readonly seed: number;
}

/**
 * Seeds for the layers of a model. A layer's seed follows from the model's seed and the layer's name, so a renamed
 * layer starts from other weights.
 *
 * `seeded` is for layers that draw dropout masks, `drawn` for layers that draw weights.
 */
export function layerSeeds({ seed, stddev }: { readonly seed: number; readonly stddev: number }): {
  seeded(name: string): LayerSeed;
  drawn(name: string): LayerSeed & { readonly stddev: number };
} {
  const seeded = (name: string) => ({ name, seed: Random.of(seed, name).integer(2 ** 31) });
  return { seeded, drawn: (name) => ({ ...seeded(name), stddev }) };
}
