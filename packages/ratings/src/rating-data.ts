import type { Dataset, ExternalId } from '@org/seqrec-data';
import { RatingsError } from './ratings-error.js';

/** Ratings in columns, one event each: the events of user row `u` are `offsets[u]` to `offsets[u + 1] - 1`, oldest first. */
export interface RatingData {
  /** V: items have the indices 1..V. */
  readonly itemCount: number;
  /** The external id of each user row. */
  readonly userIds: readonly ExternalId[];
  /** [users + 1], ascending from 0. */
  readonly offsets: Int32Array;
  /** [events], the user row of each event. */
  readonly users: Int32Array;
  /** [events], in 1..V. */
  readonly items: Int32Array;
  /** [events], the ratings. */
  readonly values: Float32Array;
  /** [events], seconds since 1970. Absent if the data has no times. */
  readonly times?: Float64Array;
}

export interface RatingDataOptions {
  /** Every event counts as a rating of 1, whether the data has ratings or not. Default false. */
  readonly implicit?: boolean;
}

/**
 * The ratings of a dataset.
 *
 * @throws RatingsError `invalid-data` if an event has no value, if sequences are sessions, or if the events below a
 * threshold were taken out as dislikes: a model of ratings must learn from those too.
 */
export function ratingData(
  { sequences, catalogue, manifest }: Pick<Dataset, 'sequences' | 'catalogue' | 'manifest'>,
  { implicit = false }: RatingDataOptions = {},
): RatingData {
  const { userIds, offsets, items, timestamps } = sequences;
  const values = implicit ? new Float32Array(items.length).fill(1) : sequences.values;
  if (values === undefined) {
    throw new RatingsError(
      'invalid-data',
      'the data holds no ratings: name the column of the ratings, or choose data with ratings, such as MovieLens',
    );
  }
  const missing = values.findIndex((value) => !Number.isFinite(value));
  const users = usersOf(offsets);
  if (missing >= 0) {
    throw new RatingsError(
      'invalid-data',
      `every event needs a rating, and an event of user ${JSON.stringify(userIds[users[missing] as number])} with item ${JSON.stringify(catalogue.item(items[missing] as number).id)} has none`,
    );
  }
  const { disliked } = manifest.preparation;
  if (disliked > 0 && !implicit) {
    throw new RatingsError(
      'invalid-data',
      `${disliked} of the ratings were taken out because they are below the threshold of likes: prepare the data without a threshold`,
    );
  }
  if (new Set(userIds).size < userIds.length) {
    throw new RatingsError(
      'invalid-data',
      'each user needs one sequence of ratings, and here sessions are sequences: prepare the data without sessions',
    );
  }
  const perSecond = manifest.source.timestampUnit === 'milliseconds' ? 1000 : 1;
  return {
    itemCount: catalogue.itemCount,
    userIds,
    offsets,
    users,
    items,
    values,
    ...(timestamps && {
      times: Float64Array.from(items, (_, event) => Number(timestamps[event]) / perSecond),
    }),
  };
}

/** Ratings of lists, for tests and small data; users are numbered from 1, items from 1 to the largest index. */
export function ratingsFromLists(
  lists: readonly (readonly (readonly [item: number, value: number, time: number])[])[],
): RatingData {
  const events = lists.flat();
  const offsets = new Int32Array(lists.length + 1);
  lists.forEach((list, user) => {
    offsets[user + 1] = (offsets[user] as number) + list.length;
  });
  return {
    itemCount: events.reduce((most, [item]) => Math.max(most, item), 0),
    userIds: lists.map((_, user) => user + 1),
    offsets,
    users: usersOf(offsets),
    items: Int32Array.from(events, ([item]) => item),
    values: Float32Array.from(events, ([, value]) => value),
    times: Float64Array.from(events, ([, , time]) => time),
  };
}

function usersOf(offsets: Int32Array): Int32Array {
  const users = new Int32Array(offsets.at(-1) ?? 0);
  for (let user = 0; user + 1 < offsets.length; user += 1) {
    users.fill(user, offsets[user], offsets[user + 1]);
  }
  return users;
}
