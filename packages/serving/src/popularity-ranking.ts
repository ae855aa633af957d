import type { Ranked, RankQuery } from './messages.js';

/**
 * All items by how often they occur in training, sorted once. An answer costs time by what it returns, excludes and
 * allows, and not by the number of items.
 */
export class PopularityRanking {
  readonly #ranked: Ranked;
  /** The place of an item in the ranking, by item index. */
  readonly #placeOf: Int32Array;

  /** @param ranked every item, the most frequent first */
  constructor(ranked: Ranked) {
    this.#ranked = ranked;
    this.#placeOf = new Int32Array(ranked.indices.length + 1);
    ranked.indices.forEach((index, place) => {
      this.#placeOf[index] = place;
    });
  }

  /** The most frequent items that the query lets through; its history matters only for `excludeSeen`. */
  best({ k, history, exclude, excludeSeen, allow }: RankQuery): Ranked {
    const barred = new Set(exclude);
    if (excludeSeen) for (const index of history.items) barred.add(index);
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
}
