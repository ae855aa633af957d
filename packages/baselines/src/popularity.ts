import { itemCounts, type Scorer, type Sequences } from '@org/seqrec-data';
import { requireWhole } from './baseline-error.js';
import { itemScorer, requireItems } from './item-scorer.js';

export interface PopularityOptions {
  /** V: items have the indices 1..V. */
  readonly itemCount: number;
}

/**
 * Scores each item by its number of interactions in training, whatever the history. The floor under every other
 * model.
 *
 * @example
 * ```ts
 * const scorer = popularity(sequencesFromLists([[1, 2], [2, 3], [2]]), { itemCount: 3 });
 * (await scorer.score([new Int32Array(0)])).data; // Float32Array [0, 1, 3, 1]: PAD, items 1..3
 * ```
 */
export function popularity(train: Sequences, options: PopularityOptions): Scorer {
  const counts = Float32Array.from(checkedCounts(train, options.itemCount));
  return itemScorer('popularity', options.itemCount, (_history, row) => row.set(counts));
}

/** Interactions by item index, [V + 1], entry 0 being PAD's; throws for items outside 1..V. */
export function checkedCounts(train: Sequences, itemCount: number): Float64Array {
  requireWhole('itemCount', itemCount, 1);
  requireItems(train.items, itemCount, 'training');
  return itemCounts(train, itemCount);
}
