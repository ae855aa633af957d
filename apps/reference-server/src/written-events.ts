import type { ExternalId } from '@org/seqrec-data';
import { nextTurn } from '@org/serving';
import type { EventStore } from '@org/store';
import { inTime } from './kept-events.js';
import type { TracedCaller } from './trace.js';

/** Events that are read and written at once: with the largest contexts that are kept, half a megabyte. */
const EVENTS_A_TURN = 50;

export interface WrittenEventsOptions {
  readonly user: ExternalId;
  /** `next` of the page before. */
  readonly after: string | undefined;
  readonly limit: number;
}

/** A page of a user's events as parts of a JSON list, without its brackets, and where the next page begins. */
export async function writtenEvents(
  store: EventStore,
  { user, after, limit }: WrittenEventsOptions,
  caller: TracedCaller,
): Promise<{ readonly events: readonly Buffer[]; readonly next: string | undefined }> {
  const events: Buffer[] = [];
  let next = after;
  for (let left = limit; left > 0; left -= EVENTS_A_TURN) {
    const reading = store.page({
      ...{ user, limit: Math.min(left, EVENTS_A_TURN) },
      ...(next !== undefined && { after: next }),
    });
    const page = await inTime('store page', reading, caller);
    // The pages of several requests may come in one turn.
    if (limit > EVENTS_A_TURN) await nextTurn();
    for (const event of page.events) {
      events.push(Buffer.from(`${events.length > 0 ? ',' : ''}${JSON.stringify(event)}`));
    }
    next = page.next;
    if (next === undefined) break;
  }
  return { events, next };
}
