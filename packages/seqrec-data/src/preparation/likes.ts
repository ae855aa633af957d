import type { DatasetFilters } from '../dataset/dataset-filters.js';
import { SeqrecDataError } from '../error.js';
import type { InteractionTable } from './interaction-table.js';

/**
 * Which rows are likes and which are dislikes, 1 = yes. Without `likes` all rows are likes; without `dislikes` no
 * dislikes are kept.
 */
export interface Likes {
  readonly likes?: Uint8Array;
  readonly dislikes?: Uint8Array;
}

/** Divides rows into likes and dislikes, by the source's flag and by a threshold of values. */
export function tellLikes(table: InteractionTable, rating: DatasetFilters['rating']): Likes {
  const { values, disliked, rows } = table;
  if (rating !== undefined && values === undefined) {
    throw new SeqrecDataError(
      'invalid-option',
      `the threshold of likes is ${rating.threshold}, but the source has no ratings; name the column that holds them`,
    );
  }
  if (rating === undefined && disliked === undefined) return {};
  const likes = new Uint8Array(rows);
  const dislikes = new Uint8Array(rows);
  // Values are rounded to float32, and so is the threshold.
  const threshold = Math.fround(rating?.threshold ?? Number.NEGATIVE_INFINITY);
  const exclusive = rating?.exclusive === true;
  for (let row = 0; row < rows; row += 1) {
    const value = values?.[row] ?? Number.NaN;
    // With this comparison, a row without a value (NaN) is a like.
    const below = exclusive ? value <= threshold : value < threshold;
    (below || disliked?.[row] === 1 ? dislikes : likes)[row] = 1;
  }
  return rating?.below === 'drop' ? { likes } : { likes, dislikes };
}
