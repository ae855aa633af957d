import { Random } from '@org/random';

/** How a layer of a model starts: its name, and a seed of its own. */
export interface LayerSeed {
  readonly name: string;
  readonly seed: number;
}

/**
 * Seeds for the layers of a model: each layer has its own, which follows from the model's seed and the layer's name.
 * Equal seeds and names give equal weights, so a layer must keep its name.
 *
 * `seeded` is for layers that draw dropout masks, `drawn` for those that draw weights.
 */
export function layerSeeds({ seed, stddev }: { readonly seed: number; readonly stddev: number }): {
  seeded(name: string): LayerSeed;
  drawn(name: string): LayerSeed & { readonly stddev: number };
} {
  const seeded = (name: string) => ({ name, seed: Random.of(seed, name).integer(2 ** 31) });
  return { seeded, drawn: (name) => ({ ...seeded(name), stddev }) };
}
