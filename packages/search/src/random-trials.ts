import { Random } from '@org/random';
import { requireWhole } from './error.js';
import { gridPoint, listsOf } from './grid.js';
import {
  checkSpace,
  type Dimension,
  pointCount,
  type RangeDimension,
  type SearchSpace,
  type SettingValue,
  type TrialSettings,
} from './search-space.js';

export interface RandomTrialsOptions {
  readonly trials: number;
  readonly seed: number;
}

/** Up to here a space of lists is drawn from by place; a larger one hardly gives the same point twice. */
const largestListed = 1_000_000;

/** Draws in a row that gave nothing new, after which a space is taken to be used up. */
const mostRepeats = 100;

/**
 * Points drawn at random, none twice; fewer than `trials` where the space has fewer. Each is drawn for itself, so a
 * larger number of trials begins with those of a smaller one.
 *
 * @throws SearchError `invalid-space`, `invalid-option`.
 */
export function randomTrials(space: SearchSpace, options: RandomTrialsOptions): TrialSettings[] {
  const { trials, seed } = options;
  checkSpace(space);
  requireWhole('trials', trials, 1);
  const size = pointCount(space);
  return size <= largestListed
    ? distinctPoints(space, size, options)
    : drawnPoints(space, trials, seed);
}

/** The beginning of a shuffle of all points, of which only what moved is kept. */
function distinctPoints(
  space: SearchSpace,
  size: number,
  { trials, seed }: RandomTrialsOptions,
): TrialSettings[] {
  const lists = listsOf(space);
  const moved = new Map<number, number>();
  return Array.from({ length: Math.min(trials, size) }, (_, trial) => {
    const place = trial + Random.of(seed, 'trial', trial).integer(size - trial);
    const point = moved.get(place) ?? place;
    moved.set(place, moved.get(trial) ?? trial);
    return gridPoint(lists, point);
  });
}

function drawnPoints(space: SearchSpace, trials: number, seed: number): TrialSettings[] {
  const points = new Map<string, TrialSettings>();
  let repeats = 0;
  for (let draw = 0; points.size < trials && repeats < mostRepeats; draw += 1) {
    const point = Object.fromEntries(
      Object.entries(space).map(([name, dimension]) => [
        name,
        // By name, so that a setting more changes nothing about the draws of the others.
        drawn(dimension, Random.of(seed, 'trial', draw, name)),
      ]),
    );
    const key = JSON.stringify(point);
    repeats = points.has(key) ? repeats + 1 : 0;
    points.set(key, point);
  }
  return [...points.values()];
}

function drawn(dimension: Dimension, random: Random): SettingValue {
  if (!('values' in dimension)) return drawnNumber(dimension, random);
  const value = dimension.values[random.integer(dimension.values.length)];
  // Lists are not empty: the space was checked.
  return value ?? '';
}

function drawnNumber({ min, max, scale, integer }: RangeDimension, random: Random): number {
  // A whole number stands for the stretch up to the next one.
  const end = integer ? max + 1 : max;
  const share = random.float();
  const value = scale === 'log' ? min * (end / min) ** share : min + (end - min) * share;
  return Math.min(max, integer ? Math.floor(value) : value);
}
