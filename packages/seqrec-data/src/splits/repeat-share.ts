import type { Split } from './split.js';

/**
 * If at least this share of next events are repeats, items of the history are ranked too: a ranking without them would
 * miss most targets.
 */
const REPEATS_ARE_THE_RULE = 0.5;

/** Whether recommendations should leave out the items of the history, by the {@link repeatShare} of the data. */
export function leavesOutSeen(repeats: number | undefined): boolean {
  return (repeats ?? 0) < REPEATS_ARE_THE_RULE;
}

/**
 * How often users choose an item again: the share of events, in 0..1, whose item is in the user's history, among the
 * events of training and validation that have a history. It never reads the test part. Undefined if no event has a
 * history.
 *
 * @example
 * repeatShare(splitSequences(sequencesFromLists([[4, 4, 1, 4, 2]]), { kind: 'leave-one-out' }));
 * // 2 / 3: of the events 4, 1, 4 after the first one
 */
export function repeatShare({
  train,
  validation,
}: Pick<Split, 'train' | 'validation'>): number | undefined {
  const { offsets, items, userIds } = train;
  let events = 0;
  let repeats = 0;
  let met = new Set<number>();
  for (let row = 0; row < userIds.length; row += 1) {
    // The sessions of one user are consecutive rows, and one history.
    if (row > 0 && userIds[row] !== userIds[row - 1]) met = new Set();
    for (const item of items.subarray(offsets[row], offsets[row + 1])) {
      if (met.size > 0) events += 1;
      if (met.has(item)) repeats += 1;
      met.add(item);
    }
  }
  for (let user = 0; user < validation.size; user += 1) {
    const history = new Set(validation.history(user).items);
    for (const target of validation.targets(user)) {
      events += 1;
      if (history.has(target)) repeats += 1;
    }
  }
  return events === 0 ? undefined : repeats / events;
}
