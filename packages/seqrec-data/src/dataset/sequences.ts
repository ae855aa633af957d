import { SeqrecDataError } from '../error.js';
import type { ExternalId } from '../sources/interaction.js';

/** The items of all users in one array: those of user `u` are `items.subarray(offsets[u], offsets[u + 1])`. */
export interface UserItems {
  /** [users + 1], ascending from 0. */
  readonly offsets: Int32Array;
  /** Item indices in 1..V. */
  readonly items: Int32Array;
}

/**
 * Times in the unit of the source: int64 if all are whole, doubles if any has a fraction. `Number` of a time is exact,
 * so every comparison is exact too.
 */
export type Timestamps = BigInt64Array | Float64Array;

/**
 * Sequences in columns: one per user, oldest item first. `offsets`, `items`, `timestamps` and `values` share indices.
 * If each session is a sequence, the sessions of a user are consecutive rows with the same user id, in the order of
 * time.
 */
export interface Sequences extends UserItems {
  /** [users], the external id of each sequence's user. */
  readonly userIds: readonly ExternalId[];
  /** [events], in the unit of the source. Absent if the source has none. */
  readonly timestamps?: Timestamps;
  /** [events], e.g. ratings; NaN for an event without one. Absent if the source has none. */
  readonly values?: Float32Array;
  /** Items that each user dislikes, in the order of time; none of them is in the same sequence. */
  readonly dislikes?: Dislikes;
}

/** Dislikes in columns, one list per sequence; `offsets`, `items` and `timestamps` share indices. */
export interface Dislikes extends UserItems {
  /**
   * The times of the dislikes, in the unit of the source. Absent if the source has none: a split then drops the
   * dislikes of every user that it cuts, because some may be later than the targets.
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
 * Sequences from lists of item indices, one list per user, oldest first. Without `userIds`, users are numbered from 1.
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

/** An array for `length` timestamps of the same type. */
export function emptyTimestamps(like: Timestamps, length: number): Timestamps {
  return like instanceof Float64Array ? new Float64Array(length) : new BigInt64Array(length);
}
