import { SearchError } from './error.js';

export type SettingValue = string | number | boolean;

/** The values that a setting may take: a list of them, or a range of numbers, both ends included. */
export type Dimension = ListDimension | RangeDimension;

export interface ListDimension {
  readonly values: readonly SettingValue[];
}

export interface RangeDimension {
  readonly min: number;
  readonly max: number;
  /** Which draws are equally likely: equal differences, or with `log` equal ratios. Default `linear`. */
  readonly scale?: 'linear' | 'log' | undefined;
  /** Draw whole numbers only. Default false. */
  readonly integer?: boolean | undefined;
}

/** The settings of a search by name, e.g. `training.learningRate`, each with its dimension. */
export type SearchSpace = Readonly<Record<string, Dimension>>;

/** One point of a space: a value for each of its settings. */
export type TrialSettings = Readonly<Record<string, SettingValue>>;

/** Throws `invalid-space` for the first dimension without values. */
export function checkSpace(space: SearchSpace): void {
  const dimensions = Object.entries(space);
  if (dimensions.length === 0) {
    throw new SearchError(
      'invalid-space',
      'the space names no setting, so there is nothing to search',
    );
  }
  for (const [name, dimension] of dimensions) {
    const wrong = 'values' in dimension ? wrongList(dimension) : wrongRange(dimension);
    if (wrong !== undefined) throw new SearchError('invalid-space', `${name} ${wrong}`);
  }
}

/** The number of points of a space of lists; infinite if a dimension is a range. */
export function pointCount(space: SearchSpace): number {
  return Object.values(space).reduce(
    (product, dimension) =>
      product * ('values' in dimension ? dimension.values.length : Number.POSITIVE_INFINITY),
    1,
  );
}

function wrongList({ values }: ListDimension): string | undefined {
  if (values.length === 0) return 'has no values';
  const twice = values.find((value, place) => values.indexOf(value) !== place);
  return twice === undefined ? undefined : `names the value ${JSON.stringify(twice)} twice`;
}

function wrongRange({ min, max, scale, integer }: RangeDimension): string | undefined {
  if (!(min < max && Number.isFinite(max - min))) {
    return `is a range from min to a larger max, got ${min} and ${max}`;
  }
  if (scale === 'log' && !(min > 0)) return `has scale log: its min is above 0, got ${min}`;
  if (integer && !(Number.isSafeInteger(min) && Number.isSafeInteger(max))) {
    return `takes whole numbers: its min and max are whole, got ${min} and ${max}`;
  }
  return undefined;
}
