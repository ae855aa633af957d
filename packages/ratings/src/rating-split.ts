import { Random } from '@org/random';
import { ratingSplitKinds } from './names.js';
import type { RatingData } from './rating-data.js';
import { RatingsError, requireWhole } from './ratings-error.js';

/** How to divide ratings into training, validation and test. Plain JSON, which results name. */
export type RatingSplitRecipe =
  | LastRatingRecipe
  | GlobalTimeRatingsRecipe
  | RandomWindowsRecipe
  | RandomRatingsRecipe;

/**
 * The last rating of each user is for the test, the one before for validation, as in leave-one-out. Users with fewer than 3
 * ratings are only trained on.
 *
 * Does not prevent: users end at different times, so training has later ratings of other users.
 */
export interface LastRatingRecipe {
  readonly kind: 'last-rating';
}

/**
 * The newest `testShare` of all ratings is the test, the newest `validationShare` before is validation; ratings of one
 * moment stay together. The history before a rating includes held-out ratings that are earlier, as in serving.
 *
 * Prevents every leak from the future. Some users and items of the test have no ratings in training.
 */
export interface GlobalTimeRatingsRecipe extends Shares {
  readonly kind: 'global-time';
}

/**
 * As in publications of BST, for comparison only: windows of `size` ratings of each user, `stride` apart, are drawn at
 * random for the test and for validation, and the last rating of a window is its target.
 *
 * Leaks: windows overlap, so histories of training show ratings that the test asks for, and training has later ratings
 * of the same user. Validation is apart from the test here; the publications chose on the test.
 */
export interface RandomWindowsRecipe extends Shares {
  readonly kind: 'random-windows';
  /** Ratings of a window, the target included; at least 2. */
  readonly size: number;
  /** Ratings from the start of a window to the start of the next. */
  readonly stride: number;
  readonly seed: number;
}

/**
 * Draws ratings at random, as in studies of rating prediction without order.
 *
 * Leaks: training has later ratings of the same user, and histories of training show ratings of the test.
 */
export interface RandomRatingsRecipe extends Shares {
  readonly kind: 'random-ratings';
  readonly seed: number;
}

interface Shares {
  /** In (0, 1), as a share of all ratings or windows. */
  readonly validationShare: number;
  readonly testShare: number;
}

/** Events of {@link RatingData} by part, each ascending. */
export interface RatingSplit {
  readonly recipe: RatingSplitRecipe;
  /** The ratings that training knows: everything that no later part holds out. */
  readonly train: Int32Array;
  /** The ratings that training predicts; a subset of `train`. */
  readonly examples: Int32Array;
  readonly validation: Int32Array;
  readonly test: Int32Array;
}

/**
 * Divides ratings. What a part predicts is never in an earlier part.
 *
 * @throws RatingsError `invalid-option` for a share or a size out of range, `invalid-data` for a split by time of data
 * without times, `empty-part` if nothing is left to train or to test.
 */
export function splitRatings(data: RatingData, recipe: RatingSplitRecipe): RatingSplit {
  const { targets, part } = partsOf(data, recipe);
  const isTarget = new Uint8Array(data.items.length);
  for (const event of targets) isTarget[event] = 1;
  const events = Int32Array.from(data.items, (_, event) => event);
  const split = {
    recipe,
    train: events.filter((event) => part[event] === TRAIN),
    examples: events.filter((event) => part[event] === TRAIN && isTarget[event] === 1),
    validation: events.filter((event) => part[event] === VALIDATION),
    test: events.filter((event) => part[event] === TEST),
  };
  for (const name of ['examples', 'validation', 'test'] as const) {
    if (split[name].length > 0) continue;
    throw new RatingsError(
      'empty-part',
      `the split ${recipe.kind} leaves no rating for ${name === 'examples' ? 'training' : name}: the data has ${data.items.length} ratings of ${data.userIds.length} users; choose another split or more data`,
    );
  }
  return split;
}

const TRAIN = 0;
const VALIDATION = 1;
const TEST = 2;

interface Parts {
  /** Events that are targets, in training or later. */
  readonly targets: Int32Array;
  /** [events], the part of each. */
  readonly part: Uint8Array;
}

function partsOf(data: RatingData, recipe: RatingSplitRecipe): Parts {
  switch (recipe.kind) {
    case 'last-rating':
      return lastRatings(data);
    case 'global-time':
      return byTime(data, recipe);
    case 'random-windows':
      return atRandom(data, windowTargets(data, recipe), recipe);
    case 'random-ratings':
      return atRandom(data, everyEvent(data), recipe);
    default:
      recipe satisfies never;
      throw new RatingsError(
        'invalid-option',
        `there is no split of ratings ${JSON.stringify((recipe as { kind: unknown }).kind)}; choose ${ratingSplitKinds.join(', ')}`,
      );
  }
}

function lastRatings(data: RatingData): Parts {
  const part = new Uint8Array(data.items.length);
  for (let user = 0; user + 1 < data.offsets.length; user += 1) {
    const end = data.offsets[user + 1] as number;
    if (end - (data.offsets[user] as number) < 3) continue;
    part[end - 1] = TEST;
    part[end - 2] = VALIDATION;
  }
  return { targets: everyEvent(data), part };
}

function byTime(data: RatingData, shares: Shares): Parts {
  const { times } = data;
  if (times === undefined) {
    throw new RatingsError(
      'invalid-data',
      'a global-time split needs the time of each rating, and the data has none; choose another split',
    );
  }
  const { validation, test } = checkShares(shares);
  const sorted = times.slice().sort();
  const momentAfter = (share: number) => sorted[Math.floor(share * sorted.length)] as number;
  const validationFrom = momentAfter(1 - validation - test);
  const testFrom = momentAfter(1 - test);
  return {
    targets: everyEvent(data),
    part: Uint8Array.from(times, (time) =>
      time >= testFrom ? TEST : time >= validationFrom ? VALIDATION : TRAIN,
    ),
  };
}

function windowTargets({ offsets }: RatingData, { size, stride }: RandomWindowsRecipe): Int32Array {
  requireWhole('size', size, 2);
  requireWhole('stride', stride, 1);
  const targets: number[] = [];
  for (let user = 0; user + 1 < offsets.length; user += 1) {
    const end = offsets[user + 1] as number;
    let target = (offsets[user] as number) + size - 1;
    for (; target < end; target += stride) targets.push(target);
    // One more window ends with the newest rating.
    const newest = targets.at(-1);
    if (newest !== undefined && target - stride < end - 1 && newest >= (offsets[user] as number)) {
      targets.push(end - 1);
    }
  }
  return Int32Array.from(targets);
}

function atRandom(
  data: RatingData,
  targets: Int32Array,
  recipe: Shares & { readonly seed: number; readonly kind: string },
): Parts {
  const { validation, test } = checkShares(recipe);
  const part = new Uint8Array(data.items.length);
  const drawn = Random.of(recipe.seed, 'rating-split', recipe.kind).shuffle(targets.slice());
  const testCount = Math.round(test * drawn.length);
  const validationCount = Math.round(validation * drawn.length);
  for (const event of drawn.subarray(0, testCount)) part[event] = TEST;
  for (const event of drawn.subarray(testCount, testCount + validationCount)) {
    part[event] = VALIDATION;
  }
  return { targets, part };
}

function checkShares({ validationShare, testShare }: Shares): { validation: number; test: number } {
  if (!(validationShare > 0 && testShare > 0 && validationShare + testShare < 1)) {
    throw new RatingsError(
      'invalid-option',
      `the shares for validation and test are above 0 and below 1 in total, got ${validationShare} and ${testShare}`,
    );
  }
  return { validation: validationShare, test: testShare };
}

function everyEvent({ items }: RatingData): Int32Array {
  return Int32Array.from(items, (_, event) => event);
}
