import {
  type ItemFile,
  itemFileSettings,
  readItemFile,
  type Source,
  withItemFile,
} from '@org/seqrec-data';
import { allEvents } from './all-events.js';
import { openStore } from './open-store.js';

export interface StoreSourceOptions {
  /** Titles and attributes of items, which events do not have. */
  readonly items?: ItemFile | undefined;
}

/**
 * The events of a store as interactions to prepare a dataset from, in order of time. The store is opened for each reading,
 * to read only. Events of type `dislike` are dislikes.
 *
 * @example
 * const dataset = await prepareDataset(storeSource('sqlite:events.db'));
 */
export function storeSource(url: string, { items }: StoreSourceOptions = {}): Source {
  return {
    format: 'store',
    files: withItemFile([], items),
    live: true,
    settings: { store: withoutUser(url), ...(items && { items: itemFileSettings(items) }) },
    // Ids of events are numbers or texts, whatever those of the file look like.
    ...(items && { items: (options) => readItemFile(items, undefined, options) }),
    timestampUnit: 'milliseconds',
    interactions: async function* ({ signal } = {}) {
      const store = await openStore(url, { readOnly: true });
      try {
        for await (const events of allEvents(store)) {
          signal?.throwIfAborted();
          yield events.map(({ user, item, time, type, value }) => ({
            ...{ user, item, timestamp: time },
            ...(value !== undefined && { value }),
            ...(type === 'dislike' && { disliked: true }),
          }));
        }
      } finally {
        await store.close();
      }
    },
  };
}

/** What settings keep of a URL: no user and no password. */
function withoutUser(url: string): string {
  if (!url.includes('://') || !URL.canParse(url)) return url;
  const { protocol, host, pathname } = new URL(url);
  return `${protocol}//${host}${pathname}`;
}
