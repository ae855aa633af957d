import type { Scorer, Sequences } from '@org/seqrec-data';
import { BaselineError, requireAbove } from './baseline-error.js';
import { itemScorer } from './item-scorer.js';
import { checkedCounts, type PopularityOptions } from './popularity.js';

export interface RecentPopularityOptions extends PopularityOptions {
  /** Length of the window that ends with the newest training event, in the unit of the timestamps. Above 0. */
  readonly window: number;
}

/**
 * Scores each item by its interactions in the last `window` of training time, whatever the history; items that are
 * equal there, such as all that do not occur, by their share of all interactions. What is popular changes, so where a
 * split is by time this is the fairer floor than {@link popularity} (Ji et al., "A Re-visit of the Popularity Baseline
 * in Recommender Systems", SIGIR 2020). Too short a window leaves too few events to count.
 *
 * An event at `newest - window` exactly lies outside the window. Throws where the sequences have no timestamps.
 */
export function recentPopularity(train: Sequences, options: RecentPopularityOptions): Scorer {
  const { itemCount, window } = options;
  const { timestamps } = train;
  requireAbove('window', window, 0);
  if (!timestamps) {
    throw new BaselineError(
      'no-timestamps',
      'recent popularity needs timestamps, and the training sequences have none; use popularity instead',
    );
  }
  const counts = checkedCounts(train, itemCount);
  const total = train.items.length;
  let newest = Number.NEGATIVE_INFINITY;
  for (const time of timestamps) newest = Math.max(newest, Number(time));

  const scores = Float32Array.from(counts, (count) => count / (total + 1));
  for (const [event, item] of train.items.entries()) {
    if (newest - Number(timestamps[event]) < window) scores[item] = (scores[item] as number) + 1;
  }
  return itemScorer('recent-popularity', itemCount, (_history, row) => row.set(scores));
}
