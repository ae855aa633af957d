import { SeqrecDataError } from '../error.js';
import type { UserItems } from './sequences.js';

/** Throws for an item outside 1..`itemCount`, which would be read as PAD or MASK, or have no row. */
export function requireItemsInCatalogue({ items }: UserItems, itemCount: number): void {
  const place = items.findIndex((item) => item < 1 || item > itemCount);
  if (place >= 0) {
    throw new SeqrecDataError(
      'invalid-sequences',
      `item ${items[place]} at event ${place} is not in 1..${itemCount}; sequences and itemCount must come from the same catalogue`,
    );
  }
}
