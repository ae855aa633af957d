import type { ExternalId } from '@org/seqrec-data';
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
 * What users did. Each method of an adapter does what this says; one test holds them to it (`testing/store-contract.ts`).
 *
 * Events are in the order of their times, and events of the same time in the order in which they arrived.
 *
 * Every method rejects with a {@link StoreError}: `unavailable` where the database cannot be reached or refuses, `closed`
 * after `close`.
 */
export interface EventStore {
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
  /** Deletes what is kept of a user, and looks that it is gone. Returns how many events that were. */
  delete(user: ExternalId): Promise<number>;
  /** Gives the events of one user, e.g. of an anonymous session, to another. Returns how many. */
  merge(from: ExternalId, into: ExternalId): Promise<number>;
  /** Deletes all events before a time, in milliseconds since 1970. Returns how many. */
  prune(before: number): Promise<number>;
  /** Rejects where the database cannot answer. */
  check(): Promise<void>;
  /** Writes what waits, then lets go of the database. Later calls do nothing. */
  close(): Promise<void>;
}
