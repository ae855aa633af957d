import { SeqrecDataError } from '../error.js';
import type { ExternalId } from '../sources/interaction.js';

/** Items of each user, one after the other: those of user `u` are `items.subarray(offsets[u], offsets[u + 1])`. */
export interface UserItems {
  /** [users + 1], starts with 0, never falls. */
  readonly offsets: Int32Array;
  /** Item indices in 1..V. */
  readonly items: Int32Array;
}

/**
 * Times in the unit of the source: int64 where all are whole, doubles where any has a fraction. `Number` of a time is exact,
 * and so is every comparison.
 */
export type Timestamps = BigInt64Array | Float64Array;

/**
 * Histories in columns: one sequence per user, oldest item first. `offsets`, `items`, `timestamps` and `values` share
 * positions. Where sessions were split, each session is a sequence of its own: its user's id is repeated, and the
 * sessions of a user follow one another in the order of time.
 */
export interface Sequences extends UserItems {
  /** [users], the external id of each sequence's user. */
  readonly userIds: readonly ExternalId[];
  /** [events], in the unit of the source. Absent when the source has none. */
  readonly timestamps?: Timestamps;
  /** [events], e.g. ratings; NaN where an event has none. Absent when the source has none. */
  readonly values?: Float32Array;
  /** Items that each user did not want, in the order of time; none of them is in the same sequence. */
  readonly dislikes?: Dislikes;
}

/** Dislikes in columns, one list per sequence; `offsets`, `items` and `timestamps` share positions. */
export interface Dislikes extends UserItems {
  /**
   * The times of the dislikes, in the unit of the source. Absent where the source has none: a split then drops the dislikes
   * of every user that it cuts, as some may be later than the targets.
   */
  readonly timestamps?: Timestamps;
}

/** The items of a user, oldest first; a view, not a copy. `user` is a row of `sequences`, in 0..users - 1. */
export function sequenceOf(sequences: UserItems, user: number): Int32Array {
  const end = sequences.offsets[user + 1];
  if (end === undefined || user < 0) {
    throw new SeqrecDataError(
      'invalid-sequences',
      `user ${user} is not in 0..${sequences.offsets.length - 2}`,
    );
  }
  return sequences.items.subarray(sequences.offsets[user], end);
}

/**
 * Sequences of lists of item indices, one list for each user, oldest first. Without `userIds`, users are numbered from 1.
 *
 * @example
 * sequencesFromLists([[3, 1], [2]]).offsets; // Int32Array [0, 2, 3]
 */
export function sequencesFromLists(
  lists: readonly (readonly number[] | Int32Array)[],
  userIds: readonly ExternalId[] = lists.map((_, user) => user + 1),
): Sequences {
  if (userIds.length !== lists.length) {
    throw new SeqrecDataError(
      'invalid-sequences',
      `${lists.length} lists of items need as many user ids, got ${userIds.length}`,
    );
  }
  const offsets = new Int32Array(lists.length + 1);
  lists.forEach((list, user) => {
    offsets[user + 1] = (offsets[user] ?? 0) + list.length;
  });
  const items = new Int32Array(offsets[lists.length] ?? 0);
  lists.forEach((list, user) => {
    items.set(list, offsets[user]);
  });
  return { userIds, offsets, items };
}

/** Room for `length` timestamps of the same kind. */
export function emptyTimestamps(like: Timestamps, length: number): Timestamps {
  return like instanceof Float64Array ? new Float64Array(length) : new BigInt64Array(length);
}
