import type { TrainingRatings } from '@org/ratings';

/** More distinct ratings than this share classes. */
const MOST_RATING_CLASSES = 20;

/** The distinct ratings of training, ascending; of many, some that are evenly spread. */
export function ratingLevels({ data, events }: TrainingRatings): Float64Array {
  const distinct = Float64Array.from(
    new Set(Array.from(events, (event) => data.values[event] as number)),
  ).sort();
  const last = distinct.length - 1;
  return distinct.length <= MOST_RATING_CLASSES
    ? distinct
    : Float64Array.from(
        { length: MOST_RATING_CLASSES },
        (_, i) => distinct[Math.round((i * last) / (MOST_RATING_CLASSES - 1))] as number,
      );
}

/** Ratings as classes: each is of the class of the nearest level. */
export class RatingLevels {
  /** Ascending. */
  readonly levels: Float64Array;

  constructor(levels: Float64Array) {
    this.levels = levels;
  }

  /** The number of classes, class 0 for no rating included. */
  get count(): number {
    return this.levels.length + 1;
  }

  /** The class of the nearest level, from 1. */
  classOf(value: number): number {
    let nearest = 0;
    for (let level = 1; level < this.levels.length; level += 1) {
      const distance = Math.abs((this.levels[level] as number) - value);
      if (distance < Math.abs((this.levels[nearest] as number) - value)) nearest = level;
    }
    return nearest + 1;
  }
}
