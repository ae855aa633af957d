import type { ItemTable } from './item-table.js';
import type { Cap } from './rules.js';

interface Counted {
  readonly max: number;
  readonly valuesOf: (index: number) => readonly unknown[];
  readonly counts: Map<unknown, number>;
  /** The values that have been shown `max` times. */
  readonly full: Set<unknown>;
}

/** How often a list shows each value of the attributes that caps name. */
export class CapCounts {
  readonly #caps: readonly Counted[];

  constructor(caps: readonly Cap[], table: ItemTable) {
    this.#caps = caps.map(({ attribute, max }) => {
      const column = table.column(attribute);
      const valuesOf = (index: number) => column.values(index);
      return { max, valuesOf, counts: new Map(), full: new Set() };
    });
  }

  /** Whether the list may show the item, too: none of its values has been shown `max` times. */
  admits(index: number): boolean {
    for (const { valuesOf, full } of this.#caps) {
      if (full.size === 0) continue;
      for (const value of valuesOf(index)) if (full.has(value)) return false;
    }
    return true;
  }

  /** True if other items may no longer be admitted, as a value has now been shown `max` times. */
  show(index: number): boolean {
    let filled = false;
    for (const { max, valuesOf, counts, full } of this.#caps) {
      for (const value of new Set(valuesOf(index))) {
        const count = (counts.get(value) ?? 0) + 1;
        counts.set(value, count);
        if (count < max) continue;
        full.add(value);
        filled = true;
      }
    }
    return filled;
  }
}
