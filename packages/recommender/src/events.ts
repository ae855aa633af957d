import { fileURLToPath } from 'node:url';
import {
  type Interaction,
  type ItemDetails,
  interactionSource,
  openSource,
  type Source,
  type SourceOptions,
} from '@org/seqrec-data';

/**
 * Events of users: in memory, as a stream, or as the path or URL of a file, a directory or a database in any format that
 * `openSource` of `@org/seqrec-data` reads. An object with a `path` also names columns, formats and types.
 *
 * @example
 * [{ user: 'ann', item: 'tea', timestamp: 1 }]
 * 'ml-1m'
 * { path: 'orders.csv', columns: { user: 'customer', item: 'sku', timestamp: 'at' }, timestamps: 'date' }
 */
export type Events =
  | Iterable<Interaction>
  | AsyncIterable<Interaction>
  | string
  | URL
  | SourceOptions;

/** Titles and attributes of items, for events in memory. */
export type Items = Iterable<ItemDetails> | AsyncIterable<ItemDetails>;

/** The source that events are read from. `items` describes those of events in memory. */
export async function sourceOf(events: Events, items: Items = []): Promise<Source> {
  if (typeof events === 'string') return openSource({ path: events });
  if (events instanceof URL) {
    const path = events.protocol === 'file:' ? fileURLToPath(events) : events.href;
    return openSource({ path });
  }
  return 'path' in events ? openSource(events) : interactionSource(events, items);
}
