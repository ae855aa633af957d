import type { Random } from '@org/random';
import { type NegativeSampling, negativeSampler } from '@org/seqrec-data';
import type { TrainingRatings } from './training-ratings.js';

/** Draws an item that the user of an event does not have. */
export type DrawUnseen = (event: number, random: Random) => number;

/**
 * Draws items as negatives of a user, never one that the user has in `events`, unless the user has all items.
 *
 * @param sampling uniform over the catalogue, or by the number of events of each item.
 */
export function unseenItems(
  { data, events }: TrainingRatings,
  sampling: Extract<NegativeSampling, { readonly kind: 'uniform' | 'popularity' }>,
): DrawUnseen {
  const offsets = new Int32Array(data.userIds.length + 1);
  for (const event of events) {
    const row = (data.users[event] as number) + 1;
    offsets[row] = (offsets[row] as number) + 1;
  }
  for (let row = 1; row < offsets.length; row += 1) {
    offsets[row] = (offsets[row] as number) + (offsets[row - 1] as number);
  }
  const sampler = negativeSampler(
    { offsets, items: events.map((event) => data.items[event] as number) },
    { sampling: { ...sampling, excludeSeen: true }, itemCount: data.itemCount },
  );
  let user = -1;
  let draw = sampler.forUser(0);
  return (event, random) => {
    const row = data.users[event] as number;
    // Events of a user come one after the other.
    if (row !== user) [user, draw] = [row, sampler.forUser(row)];
    return draw(data.items[event] as number, random);
  };
}
