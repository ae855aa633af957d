import { LRUCache } from 'lru-cache';
import type { ItemTable } from './item-table.js';

/** Something made of all items, and the version of the table for which it is right. */
export interface OfItems {
  version: number;
}

export interface KeptByItemsOptions<Value extends OfItems> {
  readonly table: ItemTable;
  /** The most bytes of all values together. */
  readonly bytes: number;
  readonly bytesOf: (value: Value) => number;
}

/** How a value is made, and how it follows the changes of single items. */
export interface Making<Value extends OfItems> {
  readonly make: () => Promise<Value>;
  readonly lookAgain: (value: Value, changed: ReadonlySet<number>) => void;
}

/**
 * Values that are made of all items, by their keys. Each is made once, for all who want it at the same time, and kept while
 * there is room; after changes of single items only these are looked at again.
 */
export class KeptByItems<Value extends OfItems> {
  readonly #table: ItemTable;
  readonly #kept: LRUCache<string, Value>;
  readonly #underWay = new Map<string, Promise<Value>>();

  constructor({ table, bytes, bytesOf }: KeptByItemsOptions<Value>) {
    this.#table = table;
    this.#kept = new LRUCache({
      maxSize: bytes,
      sizeCalculation: (value, key) => bytesOf(value) + 2 * key.length,
    });
  }

  /** The value now. Read it at once: it changes with the items. */
  async valueOf(key: string, making: Making<Value>): Promise<Value> {
    for (;;) {
      const kept = this.#kept.get(key) ?? (await this.#make(key, making));
      if (this.#bringUpToDate(kept, making)) return kept;
      this.#kept.delete(key);
    }
  }

  #make(key: string, { make }: Making<Value>): Promise<Value> {
    const underWay = this.#underWay.get(key);
    if (underWay !== undefined) return underWay;
    const made = make().then((value) => {
      this.#kept.set(key, value);
      return value;
    });
    this.#underWay.set(key, made);
    const end = () => this.#underWay.delete(key);
    made.then(end, end);
    return made;
  }

  /** False where too many items changed. */
  #bringUpToDate(kept: Value, { lookAgain }: Making<Value>): boolean {
    const changed = this.#table.changedSince(kept.version);
    if (changed === undefined) return false;
    if (changed.size > 0) lookAgain(kept, changed);
    kept.version = this.#table.version;
    return true;
  }
}
