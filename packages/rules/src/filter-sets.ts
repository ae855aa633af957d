import { bindFilter } from './bind-filter.js';
import type { Filter } from './filter.js';
import { formatFilter } from './format-filter.js';
import { clearOtherRows, emptyItemSet, type ItemSet, setItem } from './item-set.js';
import type { ItemTable } from './item-table.js';
import { KeptByItems, type OfItems } from './kept-by-items.js';
import type { Pause } from './pause.js';

export interface FilterSetsOptions {
  readonly table: ItemTable;
  /** The most bytes of all sets together. A set takes V / 8. */
  readonly bytes: number;
  /** Called after each 8192 items, which take up to .25 ms a comparison. Default: none. */
  readonly pause?: Pause | undefined;
}

interface KeptSet extends OfItems {
  readonly set: ItemSet;
}

/** Words of a set between two pauses. */
const BLOCK_WORDS = 256;

/**
 * The items that pass filters. A set is made once and kept while there is room; after changes of single items only these
 * are looked at again.
 */
export class FilterSets {
  readonly #table: ItemTable;
  readonly #pause: Pause | undefined;
  readonly #kept: KeptByItems<KeptSet>;

  constructor({ table, bytes, pause }: FilterSetsOptions) {
    this.#table = table;
    this.#pause = pause;
    this.#kept = new KeptByItems({ table, bytes, bytesOf: ({ set }) => set.byteLength });
  }

  /**
   * The items that pass now. Read it at once: it changes with the items.
   *
   * @throws RulesError `unknown-attribute`.
   */
  async itemsOf(filter: Filter): Promise<ItemSet> {
    const { set } = await this.#kept.valueOf(formatFilter(filter), {
      make: () => this.#fill(filter),
      lookAgain: (kept, changed) => {
        const bound = bindFilter(filter, this.#table);
        for (const index of changed) setItem(kept.set, index, bound.test(index));
      },
    });
    return set;
  }

  async #fill(filter: Filter): Promise<KeptSet> {
    const { version, itemCount } = this.#table;
    const set = emptyItemSet(itemCount);
    const bound = bindFilter(filter, this.#table);
    for (let word = 0; word < set.length; word += BLOCK_WORDS) {
      if (word > 0) await this.#pause?.();
      bound.fill(set.subarray(word, word + BLOCK_WORDS), word);
    }
    clearOtherRows(set, itemCount);
    return { set, version };
  }
}
