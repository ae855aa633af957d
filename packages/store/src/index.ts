export { allEvents } from './all-events.js';
export { StoreError, type StoreErrorCode } from './error.js';
export type {
  Appended,
  EventPage,
  EventStore,
  HistoryOptions,
  Interaction,
  PageOptions,
} from './event-store.js';
export type { ChangedItem, ItemStateChange, ItemStore } from './item-change.js';
export type { OpenStoreOptions } from './open-options.js';
export { isStoreUrl, openStore, STORE_URLS } from './open-store.js';
export { EVENT_LIMITS, type StoreEvent } from './store-event.js';
export { type StoreSourceOptions, storeSource } from './store-source.js';
