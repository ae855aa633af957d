import { topK } from '@org/metrics';
import type { ItemBias, Ranked, RankQuery } from './messages.js';

/** Biases of items that take no part lie below: -Infinity, or a number that no score makes up for. */
const FORBIDDEN = -1e20;

/** Items that a request may leave out and still use what is kept of a bias. */
const MOST_BARRED = 1024;
/** Items of a biased ranking that are kept, at the least. */
const LEAST_KEPT = 256;

/** The best items by a bias. */
interface BiasedRanking {
  /** That of the bias. Its values change with the items, and then it has another key. */
  readonly key: string;
  readonly greatest: number;
  readonly ranked: Ranked;
  /** Whether no other item takes part. */
  readonly isWhole: boolean;
}

/**
 * All items by how often they occur in training, sorted once. An answer costs time by what it returns, excludes and allows.
 * Only the first answer with a bias, and one with a bias that excludes thousands, may look at all items.
 */
export class PopularityRanking {
  readonly #ranked: Ranked;
  /** The place of an item in the ranking, by item index. */
  readonly #placeOf: Int32Array;
  readonly #biased = new WeakMap<Float32Array, BiasedRanking>();

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
  best({ k, history, exclude, excludeSeen, allow, bias }: RankQuery): Ranked {
    const lists = [exclude ?? NONE, excludeSeen ? history.items : NONE];
    const barred = new Barred(lists, this.#placeOf.length);
    if (allow !== undefined) return this.#bestAllowed(allow, { k, bias, barred });
    if (bias === undefined) return firstOpen(this.#ranked, k, barred);
    if (barred.count > MOST_BARRED) {
      return this.#scan(k, bias, greatestOf(bias.values), (index) => !barred.has(index));
    }
    return firstOpen(this.#keptOf(bias, k + barred.count), k, barred);
  }

  #bestAllowed(
    allow: Int32Array,
    {
      k,
      bias,
      barred,
    }: { readonly k: number; readonly bias: ItemBias | undefined; readonly barred: Barred },
  ): Ranked {
    const { indices, scores } = this.#ranked;
    const open = allow.filter(
      (index) =>
        index > 0 &&
        index < this.#placeOf.length &&
        !barred.has(index) &&
        (bias?.values[index] ?? 0) > FORBIDDEN,
    );
    const places = open.map((index) => this.#placeOf[index] as number).sort();
    // An item that is allowed twice is listed once.
    const distinct = places.filter((place, at) => place !== places[at - 1]);
    if (bias === undefined) {
      const best = distinct.subarray(0, k);
      return {
        indices: best.map((place) => indices[place] as number),
        scores: Float32Array.from(best, (place) => scores[place] as number),
      };
    }
    const products = Float64Array.from(
      distinct,
      (place) =>
        (scores[place] as number) * Math.exp(bias.values[indices[place] as number] as number),
    );
    if (products.length === 0) return { indices: NONE, scores: new Float32Array(0) };
    const best = topK(products, k);
    return {
      indices: best.indices.map((at) => indices[distinct[at] as number] as number),
      scores: Float32Array.from(best.scores),
    };
  }

  /** The best items by a bias, at least so many where there are so many. */
  #keptOf(bias: ItemBias, count: number): Ranked {
    const known = this.#biased.get(bias.values);
    const isCurrent = known?.key === bias.key;
    if (isCurrent && (known.isWhole || known.ranked.indices.length >= count)) return known.ranked;
    const greatest = isCurrent ? known.greatest : greatestOf(bias.values);
    const wanted = Math.max(LEAST_KEPT, 2 ** Math.ceil(Math.log2(count)));
    const ranked = this.#scan(wanted, bias, greatest, () => true);
    const isWhole = ranked.indices.length < wanted;
    this.#biased.set(bias.values, { key: bias.key, greatest, ranked, isWhole });
    return ranked;
  }

  /** Looks at twice as many items each time, until no item that follows can be better even with the greatest bias. */
  #scan(
    k: number,
    { values }: ItemBias,
    greatestBias: number,
    admits: (index: number) => boolean,
  ): Ranked {
    const { indices, scores } = this.#ranked;
    const greatest = Math.exp(greatestBias);
    const items: number[] = [];
    const products: number[] = [];
    let place = 0;
    for (let end = 2 * k; ; end *= 2) {
      for (; place < end && place < indices.length; place += 1) {
        const index = indices[place] as number;
        const own = values[index] as number;
        if (own <= FORBIDDEN || !admits(index)) continue;
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

const NONE = new Int32Array(0);

/** The items that a request leaves out: a set of few, else a byte for each item, which is made and read sooner. */
class Barred {
  /** Entries of the lists. */
  readonly count: number;
  readonly #set: ReadonlySet<number> | undefined;
  readonly #bytes: Uint8Array | undefined;

  constructor(lists: readonly Int32Array[], rows: number) {
    this.count = lists.reduce((sum, { length }) => sum + length, 0);
    if (this.count <= MOST_BARRED) {
      this.#set = new Set(lists.flatMap((list) => [...list]));
      return;
    }
    this.#bytes = new Uint8Array(rows);
    for (const list of lists) for (const index of list) this.#bytes[index] = 1;
  }

  has(index: number): boolean {
    return this.#set?.has(index) ?? this.#bytes?.[index] === 1;
  }
}

/** The first k items of a ranking that are not barred. */
function firstOpen({ indices, scores }: Ranked, k: number, barred: Barred): Ranked {
  if (barred.count === 0) return { indices: indices.slice(0, k), scores: scores.slice(0, k) };
  const places: number[] = [];
  for (let place = 0; place < indices.length && places.length < k; place += 1) {
    if (!barred.has(indices[place] as number)) places.push(place);
  }
  return {
    indices: Int32Array.from(places, (place) => indices[place] as number),
    scores: Float32Array.from(places, (place) => scores[place] as number),
  };
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
