import { tableRows } from '@org/seqrec-data/item-ids';
import { bindFilter } from './bind-filter.js';
import type { CheckedRules } from './check-rules.js';
import type { Filter } from './filter.js';
import { FilterSets } from './filter-sets.js';
import { formatFilter } from './format-filter.js';
import { freshnessNow, logFreshness } from './freshness.js';
import { hasItem, type ItemSet } from './item-set.js';
import type { ItemTable } from './item-table.js';
import { KeptByItems, type OfItems } from './kept-by-items.js';
import type { Pause } from './pause.js';
import type { Ranked } from './ranked.js';

/** What is added to the scores of all items before the best are chosen. */
export interface ItemBias {
  /** Equal keys mean equal values, so that threads can keep what they made of them. */
  readonly key: string;
  /**
   * [V + 2], in memory that threads share: the logarithm of what the model's probability is multiplied by, and
   * {@link LEFT_OUT} for items that are left out. Never infinite, since infinity less infinity is NaN.
   */
  readonly values: Float32Array;
}

/** The bias of an item that is left out. No score makes up for it, and float32 holds the sum. */
export const LEFT_OUT = -1e30;

/** Whether a biased score is that of an item which was left out. */
export function isLeftOut(score: number): boolean {
  return score < LEFT_OUT / 2;
}

/** A ranking by biased scores without its end, which holds the items that were left out. */
export function withoutLeftOut({ indices, scores }: Ranked): Ranked {
  const end = scores.findIndex(isLeftOut);
  return end < 0
    ? { indices, scores }
    : { indices: indices.subarray(0, end), scores: scores.subarray(0, end) };
}

/** The rules that a bias holds. */
export type BiasRules = Pick<CheckedRules, 'filter' | 'boosts' | 'freshness'>;

export interface ItemBiasesOptions {
  readonly table: ItemTable;
  /** The most bytes of the biases together, each of 4 V bytes, and again of the sets of filters. Default 64 MB. */
  readonly bytes?: number | undefined;
  /** See `FilterSetsOptions`. */
  readonly pause?: Pause | undefined;
  /** Milliseconds since 1970. Default `Date.now`. */
  readonly now?: (() => number) | undefined;
}

interface KeptBias extends OfItems {
  readonly id: number;
  readonly values: Float32Array;
}

const DEFAULT_BYTES = 64e6;
/** Items between two pauses. */
const BLOCK_ROWS = 16_384;

/**
 * Filters, boosts, freshness and availability as one bias per item. A bias is made once and kept while there is room;
 * after changes of single items only these are looked at again.
 */
export class ItemBiases {
  readonly #table: ItemTable;
  readonly #sets: FilterSets;
  readonly #pause: Pause | undefined;
  readonly #now: () => number;
  readonly #kept: KeptByItems<KeptBias>;
  #made = 0;

  constructor({ table, bytes = DEFAULT_BYTES, pause, now = Date.now }: ItemBiasesOptions) {
    this.#table = table;
    this.#sets = new FilterSets({ table, bytes, pause });
    this.#pause = pause;
    this.#now = now;
    this.#kept = new KeptByItems({ table, bytes, bytesOf: ({ values }) => values.byteLength });
  }

  /**
   * The bias of rules now. Undefined where it would be 0 for all items: no such rules, and every item is available.
   *
   * @throws RulesError `unknown-attribute`.
   */
  async biasOf(rules: BiasRules): Promise<ItemBias | undefined> {
    const bound = this.#bind(rules);
    if (bound === undefined) return undefined;
    const { id, version, values } = await this.#kept.valueOf(bound.key, {
      make: () => this.#fill(bound),
      lookAgain: (kept, changed) => {
        const biasOf = this.#biasOfItem(bound, (filter) => bindFilter(filter, this.#table).test);
        for (const index of changed) kept.values[index] = biasOf(index);
      },
    });
    return { key: `${id}.${version}`, values };
  }

  #bind(rules: BiasRules): BoundRules | undefined {
    const { filter, boosts, freshness } = rules;
    if (filter === undefined && boosts.length === 0 && freshness === undefined) {
      return this.#table.unavailableCount === 0 ? undefined : { rules, key: '', now: 0 };
    }
    const now = freshness === undefined ? 0 : freshnessNow(freshness, this.#now());
    const key = JSON.stringify([
      filter === undefined ? null : formatFilter(filter),
      ...boosts.map(({ when, multiply }) => [multiply, formatFilter(when)]),
      ...(freshness === undefined ? [] : [freshness, now]),
    ]);
    return { rules, key, now };
  }

  async #fill(bound: BoundRules): Promise<KeptBias> {
    const { version, itemCount } = this.#table;
    const rows = tableRows(itemCount);
    const values = new Float32Array(new SharedArrayBuffer(rows * Float32Array.BYTES_PER_ELEMENT));
    const sets = new Map<Filter, ItemSet>();
    for (const filter of filtersOf(bound.rules)) sets.set(filter, await this.#sets.itemsOf(filter));
    const biasOf = this.#biasOfItem(bound, (filter) => {
      const set = sets.get(filter) as ItemSet;
      return (index) => hasItem(set, index);
    });
    for (let from = 1; from <= itemCount; from += BLOCK_ROWS) {
      if (from > 1) await this.#pause?.();
      const to = Math.min(itemCount + 1, from + BLOCK_ROWS);
      for (let index = from; index < to; index += 1) values[index] = biasOf(index);
    }
    this.#made += 1;
    return { id: this.#made, values, version };
  }

  /** `testOf` says which items pass a filter. */
  #biasOfItem(
    { rules: { filter, boosts, freshness }, now }: BoundRules,
    testOf: (filter: Filter) => (index: number) => boolean,
  ): (index: number) => number {
    const table = this.#table;
    const passes = filter && testOf(filter);
    const logs = boosts.map(({ when, multiply }) => ({
      matches: testOf(when),
      log: Math.log(multiply),
    }));
    const fresh = freshness && logFreshness(freshness, now, table);
    return (index) => {
      if (!table.isAvailable(index) || passes?.(index) === false) return LEFT_OUT;
      let bias = fresh === undefined ? 0 : fresh(index);
      if (bias === undefined) return LEFT_OUT;
      for (const { matches, log } of logs) if (matches(index)) bias += log;
      return bias;
    };
  }
}

function filtersOf({ filter, boosts }: BiasRules): readonly Filter[] {
  return [...(filter === undefined ? [] : [filter]), ...boosts.map(({ when }) => when)];
}

interface BoundRules {
  readonly rules: BiasRules;
  readonly key: string;
  /** In the unit of the freshness's attribute. */
  readonly now: number;
}
