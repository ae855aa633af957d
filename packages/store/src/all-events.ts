import type { EventStore, PageOptions } from './event-store.js';
import type { StoreEvent } from './store-event.js';

const PAGE = 5000;

/**
 * Every event in order, in blocks; only one block is in memory at a time. Events that are appended or deleted during the
 * walk may be included or not.
 */
export async function* allEvents(
  store: EventStore,
  options: Pick<PageOptions, 'user'> = {},
): AsyncGenerator<readonly StoreEvent[]> {
  let after: string | undefined;
  do {
    const page = await store.page({
      ...options,
      limit: PAGE,
      ...(after !== undefined && { after }),
    });
    if (page.events.length > 0) yield page.events;
    after = page.next;
  } while (after !== undefined);
}
