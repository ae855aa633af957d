import { MetricsError, requireWhole } from './metrics-error.js';

export interface CatalogueOptions {
  /** V: items have the indices 1..V. */
  readonly itemCount: number;
  /** Training interactions by item index, length V + 1; entry 0 belongs to PAD and is ignored. */
  readonly popularity: ArrayLike<number>;
  /** Only the first k items of each list count. */
  readonly k: number;
  /**
   * The similarity of two items, symmetric, 1 for equal items; e.g. the cosine of their genres. Needed for intra-list
   * diversity.
   */
  readonly similarity?: (a: number, b: number) => number;
}

/**
 * Metrics of how recommendation lists use the catalogue. Example: V = 4, interactions [item 1: 6, 2: 1, 3: 1, 4: 0],
 * lists [1, 2] and [1, 3].
 */
export interface CatalogueMetrics {
  /** Share of the catalogue that at least one list holds: 3 of 4 items, 0.75. */
  readonly coverage: number;
  /**
   * Mean over lists of the mean self-information of their items in bits, -log₂(interactions of the item / all
   * interactions): (0.4150 + 3) / 2 for both lists, 1.7075. An item without interactions would be infinitely novel; it
   * counts as an item with one interaction. After Zhou et al. 2010.
   */
  readonly novelty: number;
  /** Mean over lists of the mean training interactions of their items: (6 + 1) / 2 for both lists, 3.5. */
  readonly averagePopularity: number;
  /**
   * Gini index of how often each of the V items is recommended: 0 if all items are recommended equally often, (V - 1) /
   * V if only one item is. With the counts ascending x₁ ≤ … ≤ x_V: Σ (2j - V - 1) x_j / (V Σ x_j). Counts [0, 1, 1, 2]:
   * (-3·0 - 1·1 + 1·1 + 3·2) / (4·4) = 0.375.
   */
  readonly gini: number;
  /**
   * Mean over lists of the mean of 1 - similarity over their pairs (Ziegler et al. 2005). Lists of one item have no
   * pair and are left out. Absent if no list has a pair, or if no similarity is given.
   */
  readonly intraListDiversity?: number;
}

/**
 * Coverage, novelty, average popularity, exposure Gini and intra-list diversity of the recommendation lists of many
 * users, best item first. A list may be shorter than k; empty lists are left out of the means. Throws for an index
 * outside 1..V, an item twice in a list, and if no list holds an item.
 */
export function catalogueMetrics(
  lists: readonly Int32Array[],
  options: CatalogueOptions,
): CatalogueMetrics {
  const sums = new CatalogueSums(options);
  for (const list of lists) sums.add(list);
  return sums.metrics();
}

/** {@link catalogueMetrics} of lists that come one by one, in the memory of the counts of items. */
export class CatalogueSums {
  readonly #options: CatalogueOptions;
  readonly #interactions: number;
  readonly #exposure: Float64Array;
  /** By item, the last list that holds it. */
  readonly #lastList: Int32Array;
  #lists = 0;
  #counted = 0;
  #novelty = 0;
  #averagePopularity = 0;
  #diversity = 0;
  #diverse = 0;

  constructor(options: CatalogueOptions) {
    const { itemCount, popularity, k } = options;
    requireWhole('itemCount', itemCount, 1);
    requireWhole('k', k, 1);
    this.#options = options;
    this.#interactions = totalInteractions(popularity, itemCount);
    this.#exposure = new Float64Array(itemCount);
    this.#lastList = new Int32Array(itemCount).fill(-1);
  }

  /** Adds the next list. */
  add(whole: Int32Array): void {
    const { itemCount, popularity, k, similarity } = this.#options;
    const l = this.#lists;
    this.#lists += 1;
    const list = whole.subarray(0, k);
    if (list.length === 0) return;
    this.#counted += 1;
    let surprise = 0;
    let plays = 0;
    for (const item of list) {
      checkItem(item, itemCount, this.#lastList[item - 1] === l, l);
      this.#lastList[item - 1] = l;
      this.#exposure[item - 1] = (this.#exposure[item - 1] as number) + 1;
      const count = popularity[item] as number;
      plays += count;
      surprise -= Math.log2(Math.max(count, 1) / this.#interactions);
    }
    this.#novelty += surprise / list.length;
    this.#averagePopularity += plays / list.length;
    if (similarity && list.length > 1) {
      this.#diversity += meanDissimilarity(list, similarity);
      this.#diverse += 1;
    }
  }

  /** The metrics of the lists so far. */
  metrics(): CatalogueMetrics {
    if (this.#counted === 0) throw new MetricsError('no-data', 'no list holds an item');
    const shown = this.#exposure.reduce((count, times) => count + (times > 0 ? 1 : 0), 0);
    return {
      coverage: shown / this.#options.itemCount,
      novelty: this.#novelty / this.#counted,
      averagePopularity: this.#averagePopularity / this.#counted,
      gini: giniIndex(this.#exposure),
      ...(this.#diverse > 0 ? { intraListDiversity: this.#diversity / this.#diverse } : {}),
    };
  }
}

function totalInteractions(popularity: ArrayLike<number>, itemCount: number): number {
  if (popularity.length !== itemCount + 1) {
    throw new MetricsError(
      'invalid-argument',
      `popularity must have itemCount + 1 = ${itemCount + 1} entries, got ${popularity.length}`,
      { expected: itemCount + 1, received: popularity.length },
    );
  }
  let total = 0;
  for (let item = 1; item <= itemCount; item += 1) {
    const count = popularity[item] as number;
    if (!(count >= 0 && count < Number.POSITIVE_INFINITY)) {
      throw new MetricsError('invalid-argument', `the popularity of item ${item} is ${count}`, {
        item,
        count,
      });
    }
    total += count;
  }
  if (total === 0) throw new MetricsError('no-data', 'no item has an interaction in popularity');
  return total;
}

function checkItem(item: number, itemCount: number, repeated: boolean, list: number): void {
  if (item < 1 || item > itemCount) {
    throw new MetricsError(
      'unknown-item',
      `list ${list} holds item ${item}, but items are 1..${itemCount}`,
      { list, item, itemCount },
    );
  }
  if (repeated) {
    throw new MetricsError('invalid-argument', `list ${list} holds item ${item} twice`, {
      list,
      item,
    });
  }
}

function giniIndex(values: Float64Array): number {
  const sorted = values.slice().sort();
  let weighted = 0;
  let total = 0;
  for (const [j, value] of sorted.entries()) {
    weighted += (2 * (j + 1) - sorted.length - 1) * value;
    total += value;
  }
  return weighted / (sorted.length * total);
}

function meanDissimilarity(list: Int32Array, similarity: (a: number, b: number) => number): number {
  let sum = 0;
  for (const [i, a] of list.entries()) {
    for (const b of list.subarray(i + 1)) sum += 1 - similarity(a, b);
  }
  return (2 * sum) / (list.length * (list.length - 1));
}
