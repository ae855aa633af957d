import { SearchError } from './error.js';
import {
  checkSpace,
  type ListDimension,
  type SearchSpace,
  type SettingValue,
  type TrialSettings,
} from './search-space.js';

/** A larger grid is probably a mistake: at a minute per point, this many points take a week. */
const largestGrid = 10_000;

/**
 * Every combination of the listed values, each once. The last setting changes fastest, as in nested loops written in
 * the order of the space.
 *
 * @example
 * gridTrials({ a: { values: [1, 2] }, b: { values: ['x', 'y'] } });
 * // [{ a: 1, b: 'x' }, { a: 1, b: 'y' }, { a: 2, b: 'x' }, { a: 2, b: 'y' }]
 *
 * @throws SearchError `invalid-space`, also for ranges and for more than 10,000 combinations.
 */
export function gridTrials(space: SearchSpace): TrialSettings[] {
  const lists = listsOf(space);
  const size = lists.reduce((product, [, { values }]) => product * values.length, 1);
  if (size > largestGrid) {
    throw new SearchError(
      'invalid-space',
      `the grid has ${size} points, more than the limit of ${largestGrid}: shorten its lists, or draw from it at random`,
    );
  }
  return Array.from({ length: size }, (_, index) => gridPoint(lists, index));
}

/** The settings with their lists of values. */
export function listsOf(space: SearchSpace): (readonly [string, ListDimension])[] {
  checkSpace(space);
  return Object.entries(space).map(([name, dimension]) => {
    if ('values' in dimension) return [name, dimension] as const;
    throw new SearchError(
      'invalid-space',
      `${name} is a range, which a grid cannot enumerate: list its values`,
    );
  });
}

/** The point at the index `place` in the grid's order. */
export function gridPoint(
  lists: readonly (readonly [string, ListDimension])[],
  index: number,
): TrialSettings {
  let rest = index;
  const reversed = lists.toReversed().map(([name, { values }]): [string, SettingValue] => {
    const value = values[rest % values.length];
    rest = Math.floor(rest / values.length);
    if (value === undefined) throw new SearchError('invalid-space', `${name} has no values`);
    return [name, value];
  });
  return Object.fromEntries(reversed.reverse());
}
