import { topK } from '@org/metrics';
import type { Ranked, RankQuery } from './messages.js';

/** Biases of items that take no part lie below: -Infinity, or a number that no score makes up for. */
const FORBIDDEN = -1e20;

/**
 * All items by how often they occur in training, sorted once. Without a bias an answer costs time by what it returns,
 * excludes and allows, and not by the number of items.
 */
export class PopularityRanking {
  readonly #ranked: Ranked;
  /** The place of an item in the ranking, by item index. */
  readonly #placeOf: Int32Array;

  /** @param ranked every item, the most frequent first */
  constructor(ranked: Ranked) {
    this.#ranked = ranked;
    this.#placeOf = new Int32Array(ranked.indices.length + 1);
    for (let place = 0; place < ranked.indices.length; place += 1) {
      this.#placeOf[ranked.indices[place] as number] = place;
    }
  }

  /**
   * The most frequent items that the query lets through; its history matters only for `excludeSeen`. A bias multiplies
   * how often an item occurs by its exponential.
   */
  best(query: RankQuery): Ranked {
    const { k, history, exclude, excludeSeen, allow, bias } = query;
    const barred = new Set(exclude);
    if (excludeSeen) for (const index of history.items) barred.add(index);
    if (bias !== undefined) return this.#bestBiased(query, bias.values, barred);
    const places: number[] = [];
    if (allow === undefined) {
      const { indices } = this.#ranked;
      for (let place = 0; place < indices.length && places.length < k; place += 1) {
        if (!barred.has(indices[place] ?? 0)) places.push(place);
      }
    } else {
      for (const index of new Set(allow)) {
        if (!barred.has(index)) places.push(this.#placeOf[index] ?? 0);
      }
      places.sort((a, b) => a - b).splice(k);
    }
    return {
      indices: Int32Array.from(places, (place) => this.#ranked.indices[place] ?? 0),
      scores: Float32Array.from(places, (place) => this.#ranked.scores[place] ?? 0),
    };
  }

  /** Looks at twice as many items each time, until no item that follows can be better even with the greatest bias. */
  #bestBiased({ k, allow }: RankQuery, bias: Float32Array, barred: ReadonlySet<number>): Ranked {
    const { indices, scores } = this.#ranked;
    const allowed = allow && new Set(allow);
    const greatest = Math.exp(greatestOf(bias));
    const items: number[] = [];
    const products: number[] = [];
    let place = 0;
    for (let end = 2 * k; ; end *= 2) {
      for (; place < end && place < indices.length; place += 1) {
        const index = indices[place] as number;
        const own = bias[index] as number;
        if (own <= FORBIDDEN || barred.has(index) || allowed?.has(index) === false) continue;
        items.push(index);
        products.push((scores[place] as number) * Math.exp(own));
      }
      const isLast = place === indices.length;
      if (items.length < k && !isLast) continue;
      const best = topK(Float64Array.from(products), k);
      const least = best.scores[k - 1] as number;
      if (isLast || (scores[place] as number) * greatest <= least) {
        return {
          indices: best.indices.map((at) => items[at] as number),
          scores: Float32Array.from(best.scores),
        };
      }
    }
  }
}

/** A loop, as a callback for each item takes ten times as long. */
function greatestOf(bias: Float32Array): number {
  let greatest = FORBIDDEN;
  for (let index = 0; index < bias.length; index += 1) {
    const one = bias[index] as number;
    if (one > greatest) greatest = one;
  }
  return greatest;
}
