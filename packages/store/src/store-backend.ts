import type { ExternalId } from '@org/seqrec-data';
import type { ItemRow, ItemRowChange } from './item-change.js';
import type { EventRow } from './store-event.js';

/** A place in the order of events. */
export interface Position {
  readonly time: number;
  /** In which order events arrived: grows with each, and names one event. */
  readonly arrival: number;
}

export type PlacedRow = EventRow & { readonly arrival: number };

/**
 * What an adapter does itself; `eventStore` makes an `EventStore` of it. Rows and ids were checked, and writes come one at
 * a time.
 */
export interface StoreBackend {
  /** For people. */
  readonly name: string;
  /**
   * Keeps the rows whose id is new, durably, all or none, in their order. Rows of an alias become rows of its user. Returns
   * the ids of those that are new.
   */
  write(rows: readonly EventRow[]): Promise<readonly string[]>;
  /** The newest rows of a user, or of an alias's user, from a time on, oldest first. */
  history(user: ExternalId, limit: number, since: number): Promise<readonly EventRow[]>;
  /** The next rows of a user, of an alias's user, or of all, after a place. */
  page(
    user: ExternalId | undefined,
    after: Position | undefined,
    limit: number,
  ): Promise<readonly PlacedRow[]>;
  /** Deletes rows of this very id, what it is an alias of, and the aliases of it. Returns how many rows. */
  delete(user: ExternalId): Promise<number>;
  /**
   * Gives rows of an id to another user, who is not the same, and makes the id an alias of that user, with all of its own
   * aliases. Where `into` is an alias its user takes its place; where that is `from`, nothing changes. Returns how many rows.
   */
  merge(from: ExternalId, into: ExternalId): Promise<number>;
  /**
   * Deletes at most so many rows from before a time, and the aliases of users of whom that leaves nothing. Returns how many
   * rows.
   */
  prune(before: number, limit: number): Promise<number>;
  /**
   * Keeps changes of different items, durably, all or none: if the revision of each item's last change is `after`, 0 for
   * none. Returns the revisions of the changes, which follow the last of all items; undefined where an item has another.
   * Whoever sees a revision sees all before it.
   */
  changeItems(changes: readonly ItemRowChange[]): Promise<readonly number[] | undefined>;
  /** At most so many last changes of items after a revision, in order. */
  changedItems(after: number, limit: number): Promise<readonly ItemRow[]>;
  check(): Promise<void>;
  close(): Promise<void>;
}
