import type { RatingPredictor } from '../rating-questions.js';
import { RatingsError, requireAtLeast, requireWhole } from '../ratings-error.js';
import { clip, ratingRange, type TrainingRatings } from '../training-ratings.js';
import { dampedBiases } from './damped-bias.js';
import { groupBy, rowOf } from './grouped-events.js';

export interface RatingKnnOptions {
  /** The most similar items of the user's that count, at least 1. Default 40. */
  readonly neighbours?: number | undefined;
  /** Draws the similarity of items with few common users towards 0; at least 0. Default 100. */
  readonly shrinkage?: number | undefined;
}

/** A table of similarities of this many items takes 576 MB. */
const MOST_ITEMS = 12_000;

/**
 * Item-based nearest neighbours with biases (Koren 2010): the bias of {@link dampedBiases}, and what the user's ratings of the
 * most similar items say beyond their biases,
 *
 *   b_ui + Σ_j s_ij (r_uj - b_uj) / Σ_j s_ij,
 *
 * over the `neighbours` items j of the user with the largest similarity, and of those the ones with a similarity above 0.
 * s_ij is the correlation of what both items' ratings by common users exceed their biases by, times (n - 1) / (n - 1 +
 * shrinkage) for n common users.
 *
 * Fitting takes time proportional to the sum of the squared numbers of ratings of users, and 4 V² bytes. Yields the share of
 * the work that is done.
 *
 * @throws RatingsError `too-many-items` above 12,000 items.
 */
export function* ratingKnn(
  train: TrainingRatings,
  { neighbours = 40, shrinkage = 100 }: RatingKnnOptions = {},
): Generator<number, RatingPredictor> {
  requireWhole('neighbours', neighbours, 1);
  requireAtLeast('shrinkage', shrinkage, 0);
  const { data, events } = train;
  const width = data.itemCount + 1;
  if (data.itemCount > MOST_ITEMS) {
    throw new RatingsError(
      'too-many-items',
      `item-knn keeps a similarity of each pair of items, for at most ${MOST_ITEMS} items, and the data has ${data.itemCount}; leave it out of the baselines`,
    );
  }
  const { mean, users, items } = dampedBiases(train);
  const biasOf = (user: number, item: number) =>
    mean + (users[user] as number) + (items[item] as number);
  const byUser = groupBy(events, data.users, data.userIds.length);
  const byItem = groupBy(events, data.items, width);
  const beyond = new Float32Array(data.items.length);
  for (const event of events) {
    beyond[event] =
      (data.values[event] as number) -
      biasOf(data.users[event] as number, data.items[event] as number);
  }

  const similarities = new Float32Array(width * width);
  const products = new Float64Array(width);
  const ownSquares = new Float64Array(width);
  const otherSquares = new Float64Array(width);
  const common = new Float64Array(width);
  for (let item = 1; item < width; item += 1) {
    for (const sums of [products, ownSquares, otherSquares, common]) sums.fill(0);
    for (const event of rowOf(byItem, item)) {
      const own = beyond[event] as number;
      for (const other of rowOf(byUser, data.users[event] as number)) {
        const j = data.items[other] as number;
        const theirs = beyond[other] as number;
        products[j] = (products[j] as number) + own * theirs;
        ownSquares[j] = (ownSquares[j] as number) + own * own;
        otherSquares[j] = (otherSquares[j] as number) + theirs * theirs;
        common[j] = (common[j] as number) + 1;
      }
    }
    for (let j = 1; j < width; j += 1) {
      const n = common[j] as number;
      if (n < 2 || j === item) continue;
      const norm = Math.sqrt((ownSquares[j] as number) * (otherSquares[j] as number));
      if (norm === 0) continue;
      similarities[item * width + j] =
        ((products[j] as number) / norm) * ((n - 1) / (n - 1 + shrinkage));
    }
    yield item / data.itemCount;
  }

  const range = ratingRange(train);
  return {
    name: 'item-knn',
    predict: (questions) =>
      Float32Array.from(questions.items, (item, q) => {
        const user = questions.users[q] as number;
        const rated = rowOf(byUser, user);
        const similar = Array.from(rated, (event) => ({
          event,
          similarity: similarities[item * width + (data.items[event] as number)] as number,
        }))
          .filter(({ similarity }) => similarity > 0)
          .sort((a, b) => b.similarity - a.similarity || a.event - b.event)
          .slice(0, neighbours);
        let weighted = 0;
        let total = 0;
        for (const { event, similarity } of similar) {
          weighted += similarity * (beyond[event] as number);
          total += similarity;
        }
        return clip(biasOf(user, item) + (total === 0 ? 0 : weighted / total), range);
      }),
  };
}
