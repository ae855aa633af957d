import type { Random } from '@org/random';
import { SeqrecDataError } from '../error.js';

/**
 * Draws indices in proportion to fixed weights in constant time, by the alias method (Walker 1977; construction by Vose
 * 1991, https://doi.org/10.1109/32.92917).
 */
export class AliasTable {
  readonly #threshold: Float64Array;
  readonly #alias: Int32Array;

  /** Weights must be finite, at least 0, and not all 0. An index of weight 0 is never drawn. */
  constructor(weights: ArrayLike<number>) {
    const count = weights.length;
    let total = 0;
    let heaviest = 0;
    for (let i = 0; i < count; i += 1) {
      const weight = weights[i] as number;
      if (!(weight >= 0 && weight < Number.POSITIVE_INFINITY)) {
        throw new SeqrecDataError('invalid-option', `weight ${i} is ${weight}, expected 0 or more`);
      }
      total += weight;
      if (weight > (weights[heaviest] as number)) heaviest = i;
    }
    if (total === 0) {
      throw new SeqrecDataError('invalid-option', `all ${count} weights are 0, nothing to draw`);
    }

    // Each index owns a column of height 1: its own share up to the threshold, its alias's above.
    this.#threshold = Float64Array.from(weights, (weight) => (weight * count) / total);
    this.#alias = new Int32Array(count).fill(heaviest);
    const small: number[] = [];
    const large: number[] = [];
    this.#threshold.forEach((height, i) => {
      (height < 1 ? small : large).push(i);
    });
    while (small.length > 0 && large.length > 0) {
      const low = small.pop() as number;
      const high = large.at(-1) as number;
      this.#alias[low] = high;
      const left = (this.#threshold[high] as number) - 1 + (this.#threshold[low] as number);
      this.#threshold[high] = left;
      if (left < 1) small.push(large.pop() as number);
    }
    // The rest differs from 1 only by rounding, or has weight 0, and then its alias is the heaviest index.
    for (const i of [...large, ...small]) {
      if ((weights[i] as number) > 0) this.#threshold[i] = 1;
    }
  }

  draw(random: Random): number {
    const column = random.integer(this.#alias.length);
    return random.float() < (this.#threshold[column] as number)
      ? column
      : (this.#alias[column] as number);
  }
}
