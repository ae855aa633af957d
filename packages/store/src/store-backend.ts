import type { ExternalId } from '@org/seqrec-data';
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
  /** Keeps the rows whose id is new, durably, all or none, in their order. Returns the ids of those. */
  write(rows: readonly EventRow[]): Promise<readonly string[]>;
  /** The newest rows of a user from a time on, oldest first. */
  history(user: ExternalId, limit: number, since: number): Promise<readonly EventRow[]>;
  /** The next rows of a user, or of all, after a place. */
  page(
    user: ExternalId | undefined,
    after: Position | undefined,
    limit: number,
  ): Promise<readonly PlacedRow[]>;
  /** Deletes rows of a user; returns how many. */
  delete(user: ExternalId): Promise<number>;
  /** Gives rows of a user to another, who is not the same; returns how many. */
  merge(from: ExternalId, into: ExternalId): Promise<number>;
  /** Deletes at most so many rows from before a time; returns how many. */
  prune(before: number, limit: number): Promise<number>;
  check(): Promise<void>;
  close(): Promise<void>;
}
