import { TFRecordError } from './error.js';
import { type VisitEntry, visitEntries } from './feature-map.js';
import type { WireReader } from './wire-reader.js';

/** A feature that a spec asks for, and where the record at hand has it. */
export class FeatureSlot<S> {
  readonly name: string;
  readonly spec: S;
  readonly nameBytes: Uint8Array;
  /** Where the value lies in the reader's bytes; -1 when the record has none. */
  start = -1;
  end = -1;

  constructor(name: string, spec: S) {
    this.name = name;
    this.spec = spec;
    this.nameBytes = new TextEncoder().encode(name);
  }
}

/**
 * The features of a spec, filled from one record after another. Finding comes before reading: of an entry that occurs
 * twice the last one counts, and features nobody asked for are never decoded.
 */
export class FeatureSlots<S> {
  readonly slots: readonly FeatureSlot<S>[];
  /** The slots in the order of writing: sorted by the bytes of their names. */
  readonly sorted: readonly FeatureSlot<S>[];
  readonly #visit: VisitEntry;
  #reader: WireReader | undefined;
  /** The slot after the one matched last: writers keep their order, so the next name is mostly the next slot's. */
  #next = 0;

  constructor(spec: Readonly<Record<string, S>>) {
    this.slots = Object.entries(spec).map(([name, feature]) => new FeatureSlot(name, feature));
    if (this.slots.some(({ name }) => name === '__proto__')) {
      throw new TFRecordError(
        'invalid-spec',
        "a row cannot have a feature named '__proto__': read it with decodeExample",
      );
    }
    this.sorted = [...this.slots].sort((a, b) => Buffer.compare(a.nameBytes, b.nameBytes));
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
    this.#reader = undefined; // it would keep the file's buffer
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
