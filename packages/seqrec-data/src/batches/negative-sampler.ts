import type { Random } from '@org/random';
import { itemCounts } from '../dataset/item-counts.js';
import { requireItemsInCatalogue } from '../dataset/item-range.js';
import { type Sequences, sequenceOf, type UserItems } from '../dataset/sequences.js';
import { SeqrecDataError } from '../error.js';
import { AliasTable } from './alias-table.js';
import { logShares } from './log-shares.js';

/** How to choose negatives. Plain JSON. */
export type NegativeSampling =
  /** Every item is equally likely. */
  | { readonly kind: 'uniform'; readonly excludeSeen?: boolean }
  /**
   * In proportion to `count ** alpha`, where count is the number of the item's training events. An item without events
   * is never drawn. Default alpha 0.75, as in word2vec (Mikolov et al. 2013).
   */
  | { readonly kind: 'popularity'; readonly alpha?: number; readonly excludeSeen?: boolean }
  /**
   * With this probability one of the user's dislikes, each equally likely; otherwise, or if the user has none, by
   * `otherwise`.
   */
  | {
      readonly kind: 'dislikes';
      readonly probability: number;
      /**
       * How many times a disliked item counts in the loss, by whichever distribution it was drawn; 0 or more. Default
       * 1.
       */
      readonly weight?: number;
      readonly otherwise: Exclude<NegativeSampling, { readonly kind: 'dislikes' }>;
    };

/** Draws an item other than `positive`, or any item if that is PAD. */
export type DrawNegative = (positive: number, random: Random) => number;

export interface NegativeSampler {
  /** @param row a row of the training sequences. */
  forUser(row: number): DrawNegative;
  /** Draws for all users; may draw a label. Absent if draws depend on the user. */
  readonly forAll?: (random: Random) => number;
  /** How many times a user's negative counts in the loss. Absent if each counts once. */
  readonly weightFor?: (row: number) => (item: number) => number;
  /**
   * `[V + 2]`, by item: the logarithm of the probability of one draw, for the correction of a sampled softmax. It
   * ignores `excludeSeen` and the exclusion of the positive, which depend on user and label; a dislike has its
   * probability under `otherwise`. An item that is never drawn gets the value of the least likely other item, so all
   * values are finite.
   */
  readonly logQ: Float32Array;
}

export interface NegativeSamplerOptions {
  readonly sampling: NegativeSampling;
  /** V, at least 2. */
  readonly itemCount: number;
}

/**
 * Draws negatives for a positive: never the positive itself, and with `excludeSeen` no item of the user's training
 * sequence. If that leaves no item, only the positive is excluded.
 *
 * @example
 * const sampler = negativeSampler(train, { sampling: { kind: 'uniform', excludeSeen: true }, itemCount: 3 });
 * sampler.forUser(0)(2, Random.of(1)); // 3, for a user with the items 1 and 2
 */
export function negativeSampler(
  train: Pick<Sequences, 'offsets' | 'items' | 'dislikes'>,
  options: NegativeSamplerOptions,
): NegativeSampler {
  const { sampling, itemCount } = options;
  if (!Number.isInteger(itemCount) || itemCount < 2) {
    throw new SeqrecDataError(
      'invalid-option',
      `negatives need a catalogue of at least 2 items, got ${itemCount}`,
    );
  }
  requireItemsInCatalogue(train, itemCount);
  switch (sampling.kind) {
    case 'uniform': {
      const weights = new Float64Array(itemCount + 1).fill(1, 1);
      return weightedSampler(train, weights, sampling.excludeSeen ?? false);
    }
    case 'popularity': {
      const weights = popularityWeights(train, itemCount, sampling.alpha ?? 0.75);
      return weightedSampler(train, weights, sampling.excludeSeen ?? false);
    }
    case 'dislikes':
      return dislikeSampler(train, sampling, itemCount);
    default:
      sampling satisfies never;
      throw new SeqrecDataError(
        'invalid-option',
        `no negative sampling is called ${JSON.stringify((sampling as { kind: unknown }).kind)}; there are uniform, popularity and dislikes`,
      );
  }
}

/**
 * Tries before an exact draw. If a user's items have half of the probability, all 32 tries fail once in 4 billion
 * draws.
 */
const MAX_TRIES = 32;

function weightedSampler(
  train: UserItems,
  weights: Float64Array,
  excludeSeen: boolean,
): NegativeSampler {
  const table = new AliasTable(weights);
  const itemCount = weights.length - 1;
  const nothing: ReadonlySet<number> = new Set();
  return {
    logQ: logShares(weights),
    ...(!excludeSeen && { forAll: (random: Random) => table.draw(random) }),
    forUser(row) {
      const seen = excludeSeen ? new Set(sequenceOf(train, row)) : nothing;
      return (positive, random) => {
        for (let tries = 0; tries < MAX_TRIES; tries += 1) {
          const item = table.draw(random);
          if (item !== positive && !seen.has(item)) return item;
        }
        const other = (item: number) => item !== positive;
        return (
          drawExactly(weights, (item) => other(item) && !seen.has(item), random) ??
          drawExactly(weights, other, random) ??
          // The positive is the only item in training.
          ((positive + random.integer(itemCount - 1)) % itemCount) + 1
        );
      };
    },
  };
}

/** Draws in proportion to the weights of the allowed items, in O(V); undefined if these are all 0. */
function drawExactly(
  weights: Float64Array,
  allowed: (item: number) => boolean,
  random: Random,
): number | undefined {
  let total = 0;
  for (let item = 1; item < weights.length; item += 1) {
    if (allowed(item)) total += weights[item] as number;
  }
  let left = random.float() * total;
  let last: number | undefined;
  for (let item = 1; item < weights.length; item += 1) {
    const weight = weights[item] as number;
    if (weight === 0 || !allowed(item)) continue;
    last = item;
    left -= weight;
    if (left < 0) break;
  }
  return last;
}

function popularityWeights(train: UserItems, itemCount: number, alpha: number): Float64Array {
  if (!(alpha >= 0 && alpha < Number.POSITIVE_INFINITY)) {
    throw new SeqrecDataError('invalid-option', `alpha of popularity is 0 or more, got ${alpha}`);
  }
  return itemCounts(train, itemCount).map((count) => (count === 0 ? 0 : count ** alpha));
}

function dislikeSampler(
  train: Pick<Sequences, 'offsets' | 'items' | 'dislikes'>,
  sampling: Extract<NegativeSampling, { kind: 'dislikes' }>,
  itemCount: number,
): NegativeSampler {
  const { probability, weight = 1, otherwise } = sampling;
  const { dislikes } = train;
  if (!(probability >= 0 && probability <= 1)) {
    throw new SeqrecDataError(
      'invalid-option',
      `probability of dislikes lies in 0..1, got ${probability}`,
    );
  }
  if (!(weight >= 0 && weight < Number.POSITIVE_INFINITY)) {
    throw new SeqrecDataError('invalid-option', `weight of dislikes is 0 or more, got ${weight}`);
  }
  if (dislikes === undefined) {
    throw new SeqrecDataError(
      'invalid-option',
      'negatives from dislikes need data that has them; mark interactions as disliked or choose uniform or popularity',
    );
  }
  const fallback = negativeSampler(train, { sampling: otherwise, itemCount });
  return {
    logQ: fallback.logQ,
    ...(weight !== 1 && {
      weightFor: (row: number) => {
        const disliked = new Set(sequenceOf(dislikes, row));
        return (item: number) => (disliked.has(item) ? weight : 1);
      },
    }),
    forUser(row) {
      const disliked = sequenceOf(dislikes, row);
      const drawOther = fallback.forUser(row);
      if (disliked.length === 0) return drawOther;
      return (positive, random) => {
        if (random.float() >= probability) return drawOther(positive, random);
        const item = disliked[random.integer(disliked.length)] as number;
        return item === positive ? drawOther(positive, random) : item;
      };
    },
  };
}
