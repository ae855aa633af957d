import { Random } from '@org/random';
import type { RatingPredictor } from '../rating-questions.js';
import { requireAtLeast, requireWhole } from '../ratings-error.js';
import { clip, meanRating, ratingRange, type TrainingRatings } from '../training-ratings.js';

export interface BiasedMfOptions {
  /** Numbers per user and item, at least 1. Default 100. */
  readonly factors?: number | undefined;
  /** Passes over the ratings, at least 1. Default 20. */
  readonly epochs?: number | undefined;
  /** Default 0.005. */
  readonly learningRate?: number | undefined;
  /** The penalty of squared biases and factors, at least 0. Default 0.02. */
  readonly regularization?: number | undefined;
  /** Seed of the first factors and of the order of the ratings. */
  readonly seed: number;
}

/** The parameters of the factorisation; `factors` numbers for each user row and each item index. */
export interface MfParameters {
  readonly factors: number;
  readonly userBiases: Float64Array;
  readonly itemBiases: Float64Array;
  readonly userFactors: Float64Array;
  readonly itemFactors: Float64Array;
}

/**
 * Matrix factorisation with biases, which many call SVD (Funk 2006; Koren, Bell & Volinsky 2009): predicts
 *
 *   mean + b_u + b_i + p_u · q_i,
 *
 * and minimises the squared error plus `regularization` times the squares of the parameters, by stochastic gradient
 * descent over the ratings in a new random order each epoch. Defaults are those of Surprise. A user or an item without
 * ratings in training adds nothing. Equal seeds give equal bytes. Yields the share of the work that is done.
 */
export function* biasedMf(
  train: TrainingRatings,
  options: BiasedMfOptions,
): Generator<number, RatingPredictor> {
  const { factors = 100, epochs = 20, seed } = options;
  requireWhole('factors', factors, 1);
  requireWhole('epochs', epochs, 1);
  const { data, events } = train;
  const first = Random.of(seed, 'biased-mf', 'factors');
  const drawn = (rows: number) =>
    Float64Array.from({ length: rows * factors }, () => 0.1 * first.normal());
  const parameters: MfParameters = {
    factors,
    userBiases: new Float64Array(data.userIds.length),
    itemBiases: new Float64Array(data.itemCount + 1),
    userFactors: drawn(data.userIds.length),
    itemFactors: drawn(data.itemCount + 1),
  };
  for (let epoch = 0; epoch < epochs; epoch += 1) {
    const order = Random.of(seed, 'biased-mf', 'order', epoch).shuffle(events.slice());
    descend({ data, events: order }, parameters, { ...options, mean: meanRating(train) });
    yield (epoch + 1) / epochs;
  }
  return predictorOf(train, parameters);
}

/** One pass of gradient descent over the ratings, in the order of `events`; changes the parameters. */
export function descend(
  { data, events }: TrainingRatings,
  { factors, userBiases, itemBiases, userFactors, itemFactors }: MfParameters,
  {
    mean,
    learningRate = 0.005,
    regularization = 0.02,
  }: Omit<BiasedMfOptions, 'seed'> & { readonly mean: number },
): void {
  requireAtLeast('learningRate', learningRate, 0);
  requireAtLeast('regularization', regularization, 0);
  for (const event of events) {
    const user = data.users[event] as number;
    const item = data.items[event] as number;
    const u = user * factors;
    const i = item * factors;
    const userBias = userBiases[user] as number;
    const itemBias = itemBiases[item] as number;
    let dot = 0;
    for (let f = 0; f < factors; f += 1) {
      dot += (userFactors[u + f] as number) * (itemFactors[i + f] as number);
    }
    const error = (data.values[event] as number) - (mean + userBias + itemBias + dot);
    userBiases[user] = userBias + learningRate * (error - regularization * userBias);
    itemBiases[item] = itemBias + learningRate * (error - regularization * itemBias);
    for (let f = 0; f < factors; f += 1) {
      const p = userFactors[u + f] as number;
      const q = itemFactors[i + f] as number;
      userFactors[u + f] = p + learningRate * (error * q - regularization * p);
      itemFactors[i + f] = q + learningRate * (error * p - regularization * q);
    }
  }
}

/** The predictor of trained parameters. */
export function predictorOf(train: TrainingRatings, parameters: MfParameters): RatingPredictor {
  const { data, events } = train;
  const { factors, userBiases, itemBiases, userFactors, itemFactors } = parameters;
  const hasUser = new Uint8Array(data.userIds.length);
  const hasItem = new Uint8Array(data.itemCount + 1);
  for (const event of events) {
    hasUser[data.users[event] as number] = 1;
    hasItem[data.items[event] as number] = 1;
  }
  const mean = meanRating(train);
  const range = ratingRange(train);
  return {
    name: 'biased-mf',
    predict: ({ users, items }) =>
      Float32Array.from(items, (item, q) => {
        const user = users[q] as number;
        let rating = mean + (userBiases[user] as number) + (itemBiases[item] as number);
        if (hasUser[user] === 1 && hasItem[item] === 1) {
          for (let f = 0; f < factors; f += 1) {
            rating +=
              (userFactors[user * factors + f] as number) *
              (itemFactors[item * factors + f] as number);
          }
        }
        return clip(rating, range);
      }),
  };
}
