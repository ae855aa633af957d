import type { Catalogue, ExternalHistory, ExternalId, Sequences } from '@org/seqrec-data';

export interface UserHistory {
  readonly user: ExternalId;
  readonly history: ExternalHistory;
}

/**
 * Users `from` to `to - 1`, by default all, each with their whole history; the consecutive sessions of a user are one
 * history.
 */
export function* userHistories(
  { userIds, offsets, items, timestamps }: Sequences,
  catalogue: Catalogue,
  { from = 0, to = Number.POSITIVE_INFINITY } = {},
): Generator<UserHistory> {
  for (let row = 0, place = 0; row < userIds.length && place < to; place += 1) {
    const user = userIds[row] as ExternalId;
    const start = offsets[row];
    while (row < userIds.length && userIds[row] === user) row += 1;
    if (place < from) continue;
    const own = items.subarray(start, offsets[row]);
    yield {
      user,
      history: {
        items: Array.from(own, (index) => catalogue.item(index).id),
        ...(timestamps && {
          timestamps: Array.from(timestamps.subarray(start, offsets[row]), Number),
        }),
      },
    };
  }
}

/** The number of users, whose sessions are consecutive. */
export function countUsers({ userIds }: Pick<Sequences, 'userIds'>): number {
  return userIds.reduce<number>(
    (users, user, row) => (row > 0 && userIds[row - 1] === user ? users : users + 1),
    0,
  );
}
