import type { ItemTable } from './item-table.js';
import type { Cap } from './rules.js';

/** How often a list shows each value of the attributes that caps name. */
export class CapCounts {
  readonly #caps: readonly {
    readonly max: number;
    readonly valuesOf: (index: number) => readonly unknown[];
    readonly counts: Map<unknown, number>;
  }[];

  constructor(caps: readonly Cap[], table: ItemTable) {
    this.#caps = caps.map(({ attribute, max }) => {
      const column = table.column(attribute);
      return { max, valuesOf: (index) => column.values(index), counts: new Map() };
    });
  }

  /** Whether the list may show the item, too: none of its values has been shown `max` times. */
  admits(index: number): boolean {
    return this.#caps.every(({ max, valuesOf, counts }) =>
      valuesOf(index).every((value) => (counts.get(value) ?? 0) < max),
    );
  }

  show(index: number): void {
    for (const { valuesOf, counts } of this.#caps) {
      for (const value of new Set(valuesOf(index))) {
        counts.set(value, (counts.get(value) ?? 0) + 1);
      }
    }
  }
}
