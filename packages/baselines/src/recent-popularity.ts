import type { Scorer, Sequences } from '@org/seqrec-data';
import type { Items } from './fit.js';
import { itemScorer } from './item-scorer.js';
import { checkedCounts } from './popularity.js';

export interface RecentPopularityOptions {
  /**
   * Length of the window that ends with the newest training event, in the unit of the timestamps. Above 0. Undefined: a
   * tenth of the time span of training, at least 1.
   */
  readonly window: number | undefined;
}

/**
 * Scores each item by its interactions in the last `window` of training time, for every history. Items with equal
 * counts, such as all that do not occur, are ordered by their share of all interactions.
 *
 * Popularity changes over time, so for a split by time this is a fairer baseline than {@link popularity} (Ji et al., "A
 * Re-visit of the Popularity Baseline in Recommender Systems", SIGIR 2020). Too short a window has too few events. An
 * event at exactly `newest - window` is outside the window.
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
