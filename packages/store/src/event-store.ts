import type { ExternalId } from '@org/seqrec-data';
import type { ItemStore } from './item-change.js';
import type { StoreEvent } from './store-event.js';

/** The result of an append. */
export interface Appended {
  /** The number of events stored by this append. */
  readonly stored: number;
  /** The number of events whose id was stored before. They change nothing, even if they differ. */
  readonly duplicates: number;
}

export interface HistoryOptions {
  /** The number of events, 1 or more; the newest count. */
  readonly limit: number;
  /** The time of the oldest event, in milliseconds since 1970. Default: all. */
  readonly since?: number;
}

/** What models and rules read of an event. */
export type Interaction = Pick<StoreEvent, 'item' | 'time' | 'type'>;

export interface PageOptions {
  /** The user whose events to read. Default: all users. */
  readonly user?: ExternalId;
  /** `next` of the previous page. Default: the start. */
  readonly after?: string;
  /** The most events of a page, 1 or more. */
  readonly limit: number;
}

export interface EventPage {
  readonly events: readonly StoreEvent[];
  /** The start of the next page; absent on the last page. */
  readonly next?: string;
}

/**
 * Events of users and changes of items. One test checks every adapter against this contract (`testing/store-contract.ts`).
 *
 * Events are in the order of their times, and events of the same time in the order in which they arrived.
 *
 * Every method rejects with a {@link StoreError}: `unavailable` if the database cannot be reached or refuses, `closed`
 * after `close`.
 */
export interface EventStore extends ItemStore {
  /** The name of the database for people: `SQLite events.db`. */
  readonly name: string;
  /**
   * Stores events, all or none. When the promise fulfils, they are on disk, and every later read sees them. When it
   * rejects, they may be stored or not; it is safe to append them again. Concurrent appends are written together.
   *
   * @throws StoreError `invalid-event`, and nothing is stored; `busy` if too many events are waiting.
   */
  append(events: readonly StoreEvent[]): Promise<Appended>;
  /** The newest events of a user, oldest first. */
  history(user: ExternalId, options: HistoryOptions): Promise<readonly StoreEvent[]>;
  /** The same events, of each only what a recommendation needs, which takes a fraction of the time. */
  interactions(user: ExternalId, options: HistoryOptions): Promise<readonly Interaction[]>;
  /** Events in order, in pages: of one user, or of all, to train on. See {@link allEvents}. */
  page(options: PageOptions): Promise<EventPage>;
  /**
   * Deletes a user, and checks that nothing is left: the events, and the links from ids that were merged into the user. Later
   * events of such an id begin a new history. If the id itself was merged into a user, only its link is deleted: its events
   * belong to that user. Returns the number of deleted events.
   */
  delete(user: ExternalId): Promise<number>;
  /**
   * Gives the events of an id, such as an anonymous session, to a user. From then on, the id is another name for the user:
   * its later events belong to the user, and its history is the user's. Another merge of the same id gives its later events to
   * another user, for a device that several people share; events that were merged before stay. Returns the number of moved
   * events.
   */
  merge(from: ExternalId, into: ExternalId): Promise<number>;
  /**
   * Deletes all events before a time, in milliseconds since 1970, and the links to users without any events left. Returns the
   * number of deleted events.
   */
  prune(before: number): Promise<number>;
  /** Rejects if the database does not respond. */
  check(): Promise<void>;
  /** Writes the waiting events, then closes the database. Later calls do nothing. */
  close(): Promise<void>;
}
