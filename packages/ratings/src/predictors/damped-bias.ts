import type { RatingPredictor } from '../rating-questions.js';
import { requireAtLeast, requireWhole } from '../ratings-error.js';
import { clip, meanRating, ratingRange, type TrainingRatings } from '../training-ratings.js';

export interface DampedBiasOptions {
  /** Added to the number of ratings of an item; at least 0. Default 10. */
  readonly itemDamping?: number | undefined;
  /** Added to the number of ratings of a user; at least 0. Default 15. */
  readonly userDamping?: number | undefined;
  /** Rounds, each of items, then users; at least 1. Default 10. */
  readonly rounds?: number | undefined;
}

/** How far users and items are from the mean. */
export interface Biases {
  readonly mean: number;
  /** [users], by row; 0 for a user without ratings. */
  readonly users: Float64Array;
  /** [V + 1], by item index; 0 for an item without ratings. */
  readonly items: Float64Array;
}

/** Predicts mean + bias of the user + bias of the item; see {@link dampedBiases}. */
export function dampedBias(
  train: TrainingRatings,
  options: DampedBiasOptions = {},
): RatingPredictor {
  const { mean, users, items } = dampedBiases(train, options);
  const range = ratingRange(train);
  return {
    name: 'damped-bias',
    predict: (questions) =>
      Float32Array.from(questions.items, (item, q) =>
        clip(
          mean + (users[questions.users[q] as number] as number) + (items[item] as number),
          range,
        ),
      ),
  };
}

/**
 * Biases by alternating least squares (Koren 2010, "Factor in the neighbors", section 2.1):
 *
 *   b_i = Σ_u (r_ui - mean - b_u) / (itemDamping + n_i),   b_u = Σ_i (r_ui - mean - b_i) / (userDamping + n_u).
 *
 * Damping draws the biases of users and items with few ratings towards 0. Defaults are those of Surprise.
 */
export function dampedBiases(
  train: TrainingRatings,
  { itemDamping = 10, userDamping = 15, rounds = 10 }: DampedBiasOptions = {},
): Biases {
  requireAtLeast('itemDamping', itemDamping, 0);
  requireAtLeast('userDamping', userDamping, 0);
  requireWhole('rounds', rounds, 1);
  const { data, events } = train;
  const mean = meanRating(train);
  const users = new Float64Array(data.userIds.length);
  const items = new Float64Array(data.itemCount + 1);
  const sweep = (
    own: Int32Array,
    biases: Float64Array,
    other: Int32Array,
    others: Float64Array,
    damping: number,
  ) => {
    const counts = new Float64Array(biases.length);
    biases.fill(0);
    for (const event of events) {
      const row = own[event] as number;
      const rest =
        (data.values[event] as number) - mean - (others[other[event] as number] as number);
      biases[row] = (biases[row] as number) + rest;
      counts[row] = (counts[row] as number) + 1;
    }
    for (const [row, count] of counts.entries()) {
      if (count > 0) biases[row] = (biases[row] as number) / (damping + count);
    }
  };
  for (let round = 0; round < rounds; round += 1) {
    sweep(data.items, items, data.users, users, itemDamping);
    sweep(data.users, users, data.items, items, userDamping);
  }
  return { mean, users, items };
}
