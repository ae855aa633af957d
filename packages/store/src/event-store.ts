import type { ExternalId } from '@org/seqrec-data';
import type { ItemStore } from './item-change.js';
import type { StoreEvent } from './store-event.js';

/** What became of an append. */
export interface Appended {
  /** Events that are kept now. */
  readonly stored: number;
  /** Events whose id was there before. They change nothing, even where they differ. */
  readonly duplicates: number;
}

export interface HistoryOptions {
  /** The newest so many events, 1 or more. */
  readonly limit: number;
  /** Events from this time on, in milliseconds since 1970. Default: all. */
  readonly since?: number;
}

export interface PageOptions {
  /** Events of this user. Default: of all. */
  readonly user?: ExternalId;
  /** `next` of the page before. Default: from the start. */
  readonly after?: string;
  /** At most so many events, 1 or more. */
  readonly limit: number;
}

export interface EventPage {
  readonly events: readonly StoreEvent[];
  /** Where the next page begins; absent on the last one. */
  readonly next?: string;
}

/**
 * What users did, and what became of items. Each method of an adapter does what this says; one test holds them to it (`testing/store-contract.ts`).
 *
 * Events are in the order of their times, and events of the same time in the order in which they arrived.
 *
 * Every method rejects with a {@link StoreError}: `unavailable` where the database cannot be reached or refuses, `closed`
 * after `close`.
 */
export interface EventStore extends ItemStore {
  /** What keeps the events, for people: `SQLite events.db`. */
  readonly name: string;
  /**
   * Keeps events, all or none. When the promise fulfils they are on disk, and every later read of any method sees them.
   * When it rejects they may be kept or not; to append them again is safe. Concurrent appends are written together.
   *
   * @throws StoreError `invalid-event`, and nothing is kept; `busy` where too many events wait.
   */
  append(events: readonly StoreEvent[]): Promise<Appended>;
  /** The newest events of a user, oldest first. */
  history(user: ExternalId, options: HistoryOptions): Promise<readonly StoreEvent[]>;
  /** Events in order, in pages: of one user to hand out, of all to train on. See {@link allEvents}. */
  page(options: PageOptions): Promise<EventPage>;
  /**
   * Deletes what is kept of a user, and looks that it is gone: events, and the ids that were merged into the user, whose later
   * events begin a new history. Of an id that was merged itself only that is deleted: its events are the user's. Returns how
   * many events it deleted.
   */
  delete(user: ExternalId): Promise<number>;
  /**
   * Gives the events of an id, e.g. of an anonymous session, to a user. From then on the id is another name of the user: later
   * events of it become the user's, and its history is the user's. Another merge of the same id gives later events to another
   * user, for a device that several people use; events that were merged stay where they are. Returns how many events moved.
   */
  merge(from: ExternalId, into: ExternalId): Promise<number>;
  /**
   * Deletes all events before a time, in milliseconds since 1970, and forgets the merges into users of whom nothing is left.
   * Returns how many events it deleted.
   */
  prune(before: number): Promise<number>;
  /** Rejects where the database cannot answer. */
  check(): Promise<void>;
  /** Writes what waits, then lets go of the database. Later calls do nothing. */
  close(): Promise<void>;
}
