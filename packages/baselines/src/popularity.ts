import { itemCounts, type Scorer, type Sequences } from '@org/seqrec-data/web';
import type { Items } from './fit.js';
import { itemScorer, requireItems } from './item-scorer.js';

/** Scores each item by its number of interactions in training, for every history. Any other model should be better. */
export function popularity(train: Sequences, { itemCount }: Items): Scorer {
  const counts = Float32Array.from(checkedCounts(train, itemCount));
  return itemScorer('popularity', itemCount, (_history, row) => row.set(counts));
}

/** Interactions by item index, [V + 1], with entry 0 for PAD; throws for items outside 1..V. */
export function checkedCounts(train: Sequences, itemCount: number): Float64Array {
  requireItems(train.items, itemCount, 'training');
  return itemCounts(train, itemCount);
}
