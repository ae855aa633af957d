import { type TopK, topK } from '@org/metrics';
import { type ScoreMatrix, scoreRow } from './scorer.js';

export interface BestItemsOptions {
  /** The most items; there are fewer if fewer are left. */
  readonly k: number;
  /** V; the columns of PAD and MASK are never ranked. */
  readonly itemCount: number;
  /** Item indices that are left out. */
  readonly exclude?: ReadonlySet<number> | Int32Array;
  /** The only item indices that are ranked. `exclude` has precedence. */
  readonly allow?: ReadonlySet<number> | Int32Array;
}

/** The items that one row of scores ranks highest, best first; among equal scores the lower index first. */
export function bestItems(
  scores: ScoreMatrix,
  row: number,
  { k, itemCount, exclude, allow }: BestItemsOptions,
): TopK {
  return topK(scoreRow(scores, row), k, {
    from: 1,
    to: itemCount + 1,
    ...(exclude && { exclude }),
    ...(allow && { allow }),
  });
}
