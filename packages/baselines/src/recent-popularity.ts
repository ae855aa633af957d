import type { Scorer, Sequences } from '@org/seqrec-data';
import type { Items } from './fit.js';
import { itemScorer } from './item-scorer.js';
import { checkedCounts } from './popularity.js';

export interface RecentPopularityOptions {
  /**
   * Length of the window that ends with the newest training event, in the unit of the timestamps. Above 0. Undefined: a
   * tenth of the time that training spans, at least 1.
   */
  readonly window: number | undefined;
}

/**
 * Scores each item by its interactions in the last `window` of training time, whatever the history; items that are
 * equal there, such as all that do not occur, by their share of all interactions. What is popular changes, so where a
 * split is by time this is the fairer floor than {@link popularity} (Ji et al., "A Re-visit of the Popularity Baseline
 * in Recommender Systems", SIGIR 2020). Too short a window leaves too few events to count.
 *
 * An event at `newest - window` exactly lies outside the window.
 */
export function recentPopularity(
  train: Sequences,
  options: RecentPopularityOptions & Items,
): Scorer {
  const { itemCount } = options;
  const { timestamps = new BigInt64Array() } = train;
  const counts = checkedCounts(train, itemCount);
  const total = train.items.length;
  let oldest = Number.POSITIVE_INFINITY;
  let newest = Number.NEGATIVE_INFINITY;
  for (const time of timestamps) {
    oldest = Math.min(oldest, Number(time));
    newest = Math.max(newest, Number(time));
  }
  const window = options.window ?? Math.max(1, (newest - oldest) / 10);

  const scores = Float32Array.from(counts, (count) => count / (total + 1));
  for (const [event, item] of train.items.entries()) {
    if (newest - Number(timestamps[event]) < window) scores[item] = (scores[item] as number) + 1;
  }
  return itemScorer('recent-popularity', itemCount, (_history, row) => row.set(scores));
}
