import { test } from 'vitest';
import { allEvents } from '../all-events.js';
import type { EventStore } from '../event-store.js';
import type { StoreEvent } from '../store-event.js';

/** A store to test, and how to open what it keeps a second time. */
export interface StoreUnderTest {
  /** Opens an empty store. */
  open(): Promise<EventStore>;
  /** Opens the store that was opened last, beside it or after it was closed; absent where nothing is kept. */
  openAgain?(): Promise<EventStore>;
}

/** Defines a test of an empty store, which is closed after it. */
export type StoreTest = (name: string, run: (store: EventStore) => Promise<void>) => void;

/** The tests of empty stores that `open` gives. */
export function freshStoreTest(open: StoreUnderTest['open']): StoreTest {
  return (name, run) =>
    test(name, async () => {
      const store = await open();
      try {
        await run(store);
      } finally {
        await store.close();
      }
    });
}

/** The time of an event that names none. */
export const NOW = 1_700_000_000_000;

export function view(id: string, fields: Partial<StoreEvent> = {}): StoreEvent {
  return { id, user: 'ann', item: 'tea', time: NOW, type: 'view', ...fields };
}

/** All events of a store, page by page. */
export async function everything(store: EventStore): Promise<StoreEvent[]> {
  const events: StoreEvent[] = [];
  for await (const block of allEvents(store)) events.push(...block);
  return events;
}

export const ids = (events: readonly StoreEvent[]): string[] => events.map(({ id }) => id);
