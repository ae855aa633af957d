import { LRUCache } from 'lru-cache';
import { bindFilter } from './bind-filter.js';
import type { Filter } from './filter.js';
import { formatFilter } from './format-filter.js';
import { clearOtherRows, emptyItemSet, type ItemSet, setItem } from './item-set.js';
import type { ItemTable } from './item-table.js';
import type { Pause } from './pause.js';

export interface FilterSetsOptions {
  readonly table: ItemTable;
  /** Of all sets that are kept. A set takes V / 8. */
  readonly bytes: number;
  /** Called after each 8192 items, which take up to .25 ms a comparison. Default: none. */
  readonly pause?: Pause | undefined;
}

interface KeptSet {
  readonly set: ItemSet;
  /** Of the table, when the set was right. */
  version: number;
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
  readonly #kept: LRUCache<string, KeptSet>;
  readonly #underWay = new Map<string, Promise<KeptSet>>();

  constructor({ table, bytes, pause }: FilterSetsOptions) {
    this.#table = table;
    this.#pause = pause;
    this.#kept = new LRUCache({
      maxSize: bytes,
      sizeCalculation: ({ set }, key) => set.byteLength + 2 * key.length,
    });
  }

  /**
   * The items that pass now. Read it at once: it changes with the items.
   *
   * @throws RulesError `unknown-attribute`.
   */
  async itemsOf(filter: Filter): Promise<ItemSet> {
    const key = formatFilter(filter);
    for (;;) {
      const kept = this.#kept.get(key) ?? (await this.#make(filter, key));
      if (this.#bringUpToDate(kept, filter)) return kept.set;
      this.#kept.delete(key);
    }
  }

  /** Callers at the same time share the work. */
  #make(filter: Filter, key: string): Promise<KeptSet> {
    const underWay = this.#underWay.get(key);
    if (underWay !== undefined) return underWay;
    const made = this.#fill(filter).then((kept) => {
      this.#kept.set(key, kept);
      return kept;
    });
    this.#underWay.set(key, made);
    const end = () => this.#underWay.delete(key);
    made.then(end, end);
    return made;
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

  /** Looks at the items that changed. False where too many did. */
  #bringUpToDate(kept: KeptSet, filter: Filter): boolean {
    const changed = this.#table.changedSince(kept.version);
    if (changed === undefined) return false;
    if (changed.size > 0) {
      const bound = bindFilter(filter, this.#table);
      for (const index of changed) setItem(kept.set, index, bound.test(index));
    }
    kept.version = this.#table.version;
    return true;
  }
}
