import type { Catalogue, ExternalHistory, ExternalId, Sequences } from '@org/seqrec-data';

export interface UserHistory {
  readonly user: ExternalId;
  readonly history: ExternalHistory;
}

/** Every user with their whole history; the consecutive sessions of a user are one history. */
export function* userHistories(
  { userIds, offsets, items, timestamps }: Sequences,
  catalogue: Catalogue,
): Generator<UserHistory> {
  for (let row = 0; row < userIds.length; ) {
    const user = userIds[row] as ExternalId;
    const start = offsets[row];
    while (row < userIds.length && userIds[row] === user) row += 1;
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
