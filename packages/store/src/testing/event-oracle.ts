import type { ExternalId } from '@org/seqrec-data';
import type { StoreEvent } from '../store-event.js';

/** What a store has to answer, worked out over one plain list. */
export class EventOracle {
  #events: readonly StoreEvent[] = [];

  append(events: readonly StoreEvent[]): number {
    const before = this.#events.length;
    for (const event of events) {
      if (this.#events.every(({ id }) => id !== event.id)) this.#events = [...this.#events, event];
    }
    return this.#events.length - before;
  }

  /** Sorting is stable, and the list is in the order of arrival. */
  all(): readonly StoreEvent[] {
    return [...this.#events].sort((a, b) => a.time - b.time);
  }

  of(user: ExternalId): readonly StoreEvent[] {
    return this.all().filter((event) => event.user === user);
  }

  history(user: ExternalId, limit: number, since: number): readonly StoreEvent[] {
    return this.of(user)
      .filter(({ time }) => time >= since)
      .slice(-limit);
  }

  delete(user: ExternalId): number {
    const gone = this.of(user).length;
    this.#events = this.#events.filter((event) => event.user !== user);
    return gone;
  }

  merge(from: ExternalId, into: ExternalId): number {
    if (from === into) return 0;
    const moved = this.of(from).length;
    this.#events = this.#events.map((event) =>
      event.user === from ? { ...event, user: into } : event,
    );
    return moved;
  }

  prune(before: number): number {
    const length = this.#events.length;
    this.#events = this.#events.filter(({ time }) => time >= before);
    return length - this.#events.length;
  }
}
