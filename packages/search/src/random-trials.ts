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

/** Spaces of at most this many points are shuffled; larger ones rarely give the same point twice. */
const largestListed = 1_000_000;

/** After this many draws in a row without a new point the space counts as exhausted. */
const mostRepeats = 100;

/**
 * Distinct random points; fewer than `trials` if the space has fewer. Each point has its own draw, so a larger number
 * of trials begins with the trials of a smaller number.
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

/** The first points of a shuffle of all points. It stores only the points that moved. */
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
        // Named by the setting, so that another setting does not change the draws of the others.
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
  // The space was checked, so lists are not empty.
  return value ?? '';
}

function drawnNumber({ min, max, scale, integer }: RangeDimension, random: Random): number {
  // A whole number covers the range up to the next one.
  const end = integer ? max + 1 : max;
  const share = random.float();
  const value = scale === 'log' ? min * (end / min) ** share : min + (end - min) * share;
  return Math.min(max, integer ? Math.floor(value) : value);
}
