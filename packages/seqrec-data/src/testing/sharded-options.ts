import type { PrepareShardsOptions } from '../preparation/shard-preparation.js';

/** Options of a preparation with several stages of each kind. */
export const shardedOptions: PrepareShardsOptions = {
  shards: 6,
  rowsAtOnce: 1000,
  filters: { rating: { threshold: 2 }, duplicates: 'first', core: { users: 9, items: 9 } },
};
