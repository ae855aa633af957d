import type { ExternalId } from '@org/seqrec-data';
import type { StoreEvent } from '../store-event.js';

/** What a store has to answer, worked out over one plain list. */
export class EventOracle {
  #events: readonly StoreEvent[] = [];
  /** Pairs of a merged id and its user. */
  #aliases: readonly (readonly [ExternalId, ExternalId])[] = [];

  append(events: readonly StoreEvent[]): number {
    const before = this.#events.length;
    for (const event of events) {
      if (this.#events.every(({ id }) => id !== event.id)) {
        this.#events = [...this.#events, { ...event, user: this.#userOf(event.user) }];
      }
    }
    return this.#events.length - before;
  }

  /** Sorting is stable, and the list is in the order of arrival. */
  all(): readonly StoreEvent[] {
    return [...this.#events].sort((a, b) => a.time - b.time);
  }

  of(user: ExternalId): readonly StoreEvent[] {
    return this.all().filter((event) => event.user === this.#userOf(user));
  }

  history(user: ExternalId, limit: number, since: number): readonly StoreEvent[] {
    return this.of(user)
      .filter(({ time }) => time >= since)
      .slice(-limit);
  }

  delete(user: ExternalId): number {
    const { length } = this.#events;
    this.#events = this.#events.filter((event) => event.user !== user);
    this.#aliases = this.#aliases.filter(([id, of]) => id !== user && of !== user);
    return length - this.#events.length;
  }

  merge(from: ExternalId, given: ExternalId): number {
    const into = this.#userOf(given);
    if (from === into) return 0;
    const moved = this.#events.filter(({ user }) => user === from).length;
    this.#events = this.#events.map((event) =>
      event.user === from ? { ...event, user: into } : event,
    );
    const others = this.#aliases.filter(([id]) => id !== from);
    this.#aliases = [
      ...others.map(([id, user]) => [id, user === from ? into : user] as const),
      [from, into],
    ];
    return moved;
  }

  prune(before: number): number {
    const pruned = this.#events.filter(({ time }) => time < before);
    this.#events = this.#events.filter(({ time }) => time >= before);
    const gone = pruned.map(({ user }) => user).filter((user) => this.of(user).length === 0);
    this.#aliases = this.#aliases.filter(([, user]) => !gone.includes(user));
    return pruned.length;
  }

  #userOf(id: ExternalId): ExternalId {
    return this.#aliases.find(([alias]) => alias === id)?.[1] ?? id;
  }
}
