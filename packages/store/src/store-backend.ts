import type { ExternalId } from '@org/seqrec-data';
import type { Interaction } from './event-store.js';
import type { ItemRow, ItemRowChange } from './item-change.js';
import type { EventRow } from './store-event.js';

/** A place in the order of events. */
export interface Position {
  readonly time: number;
  /** Grows with each event, in the order of arrival, and identifies it. */
  readonly arrival: number;
}

export type PlacedRow = EventRow & { readonly arrival: number };

/**
 * The part of a store that depends on the database; `makeStore` makes an `EventStore` of it. Rows and ids have been checked,
 * and only one write runs at a time.
 */
export interface StoreBackend {
  /** The name for people. */
  readonly name: string;
  /**
   * Stores the rows with new ids durably, all or none, in their order. Rows of an alias become rows of its user. Returns the
   * new ids.
   */
  write(rows: readonly EventRow[]): Promise<readonly string[]>;
  /** The newest rows of a user, or of an alias's user, since a time, oldest first. */
  history(user: ExternalId, limit: number, since: number): Promise<readonly EventRow[]>;
  /** The same rows, of each only these fields. A backend makes one text of them: many rows take long to hand over. */
  interactions(user: ExternalId, limit: number, since: number): Promise<readonly Interaction[]>;
  /** The next rows of a user, of an alias's user, or of all users, after a position. */
  page(
    user: ExternalId | undefined,
    after: Position | undefined,
    limit: number,
  ): Promise<readonly PlacedRow[]>;
  /** Deletes the rows of this id, its own link to a user, and the links to it. Returns the number of rows. */
  delete(user: ExternalId): Promise<number>;
  /**
   * Gives rows of an id to another user, who is not the same, and makes the id an alias of that user, with all of its own
   * aliases. If `into` is an alias, its user is used instead; if that is `from`, nothing changes. Returns the number of rows.
   */
  merge(from: ExternalId, into: ExternalId): Promise<number>;
  /**
   * Deletes at most `limit` rows before a time, and the aliases of users without any rows left. Returns the number of rows.
   */
  prune(before: number, limit: number): Promise<number>;
  /**
   * Keeps changes of different items, durably, all or none: if the revision of each item's last change is `after`, 0 for
   * none. Returns the revisions of the changes, which follow the last of all items; undefined where an item has another.
   * Whoever sees a revision sees all before it.
   */
  changeItems(changes: readonly ItemRowChange[]): Promise<readonly number[] | undefined>;
  /** At most `limit` last changes of items after a revision, in order. */
  changedItems(after: number, limit: number): Promise<readonly ItemRow[]>;
  check(): Promise<void>;
  close(): Promise<void>;
}
