import { compareBytes } from './byte-order.js';
import { TFRecordError } from './error.js';
import { type VisitEntry, visitEntries } from './feature-map.js';
import type { WireReader } from './wire-reader.js';

/** A feature of a spec, and the place of its value in the current record. */
export class FeatureSlot<S> {
  readonly name: string;
  readonly spec: S;
  readonly nameBytes: Uint8Array;
  /** The start of the value in the reader's bytes; -1 if the record has none. */
  start = -1;
  end = -1;

  constructor(name: string, spec: S) {
    this.name = name;
    this.spec = spec;
    this.nameBytes = new TextEncoder().encode(name);
  }
}

/**
 * Finds the features of a spec in one record after another. It finds all values before any is read, so the last of two
 * entries with one name counts, and features outside the spec are never decoded.
 */
export class FeatureSlots<S> {
  readonly slots: readonly FeatureSlot<S>[];
  /** The slots in the order of writing: sorted by the bytes of their names. */
  readonly sorted: readonly FeatureSlot<S>[];
  readonly #visit: VisitEntry;
  #reader: WireReader | undefined;
  /** The slot after the last match. Writers keep one order, so the next name usually belongs to this slot. */
  #next = 0;

  constructor(spec: Readonly<Record<string, S>>) {
    this.slots = Object.entries(spec).map(([name, feature]) => new FeatureSlot(name, feature));
    if (this.slots.some(({ name }) => name === '__proto__')) {
      throw new TFRecordError(
        'invalid-spec',
        "a row cannot have a feature named '__proto__': read it with decodeExample",
      );
    }
    this.sorted = [...this.slots].sort((a, b) => compareBytes(a.nameBytes, b.nameBytes));
    this.#visit = (nameStart, nameEnd, valueStart, valueEnd) => {
      const slot = this.#find(nameStart, nameEnd);
      if (slot === undefined) return;
      slot.start = valueStart;
      slot.end = valueEnd;
    };
  }

  clear(): void {
    for (const slot of this.slots) slot.start = slot.end = -1;
  }

  /** Finds the slots' values in the map message that ends at `limit`. */
  fill(reader: WireReader, limit: number): void {
    this.#reader = reader;
    visitEntries(reader, limit, this.#visit);
    this.#reader = undefined; // or it would keep the file's buffer in memory
  }

  #find(start: number, end: number): FeatureSlot<S> | undefined {
    for (let tried = 0; tried < this.slots.length; tried += 1) {
      const index = (this.#next + tried) % this.slots.length;
      const slot = this.slots[index];
      if (slot !== undefined && this.#reader?.matches(slot.nameBytes, start, end)) {
        this.#next = index + 1;
        return slot;
      }
    }
    return undefined;
  }
}
