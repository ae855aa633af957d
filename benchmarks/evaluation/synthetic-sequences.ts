import { Random } from '@org/random';
import type { Sequences } from '@org/seqrec-data';
import { type InteractionsShape, weightedDraw } from '../prepare/interactions.js';

/**
 * Synthetic sequences with timestamps: users with log-normal activity, each with at least three events, and items by
 * Zipf's law. The number of events is about the shape's.
 */
export function syntheticSequences({
  users,
  items: itemCount,
  interactions,
  seed,
}: InteractionsShape): Sequences {
  const random = Random.of(seed, 'sequences');
  const activity = Float64Array.from({ length: users }, () => Math.exp(random.normal()));
  const total = activity.reduce((sum, share) => sum + share, 0);
  const offsets = new Int32Array(users + 1);
  for (let user = 0; user < users; user += 1) {
    const events = 3 + Math.round(((activity[user] ?? 0) / total) * (interactions - 3 * users));
    offsets[user + 1] = (offsets[user] ?? 0) + events;
  }
  const drawItem = weightedDraw(
    Float64Array.from({ length: itemCount }, (_, i) => 1 / (i + 1)),
    random,
  );
  const items = new Int32Array(offsets[users] ?? 0).map(() => 1 + drawItem());
  const timestamps = new BigInt64Array(items.length);
  for (let event = 0; event < items.length; event += 1) timestamps[event] = BigInt(event);
  return { userIds: Array.from({ length: users }, (_, user) => user), offsets, items, timestamps };
}
