import type { Catalogue, ExternalHistory, ExternalId, Sequences } from '@org/seqrec-data';

export interface UserHistory {
  readonly user: ExternalId;
  readonly history: ExternalHistory;
}

/**
 * Batches of `size` users, from user `from` to `to - 1`, by default all, each with their whole history; the consecutive
 * sessions of a user are one history. A part holds all sessions of its users. It is read when its first user is needed, and
 * none is read after the last user.
 */
export async function* userBatches(
  parts: AsyncIterable<Sequences>,
  catalogue: Catalogue,
  { size, from = 0, to = Number.POSITIVE_INFINITY }: UserRange,
): AsyncGenerator<readonly UserHistory[]> {
  let place = 0;
  let batch: UserHistory[] = [];
  if (to <= from) return;
  for await (const { userIds, offsets, items, timestamps } of parts) {
    for (let row = 0; row < userIds.length && place < to; place += 1) {
      const user = userIds[row] as ExternalId;
      const start = offsets[row];
      while (row < userIds.length && userIds[row] === user) row += 1;
      if (place < from) continue;
      const own = items.subarray(start, offsets[row]);
      batch.push({
        user,
        history: {
          items: Array.from(own, (index) => catalogue.item(index).id),
          ...(timestamps && {
            timestamps: Array.from(timestamps.subarray(start, offsets[row]), Number),
          }),
        },
      });
      if (batch.length < size) continue;
      yield batch;
      batch = [];
    }
    if (place >= to) break;
  }
  if (batch.length > 0) yield batch;
}

export interface UserRange {
  readonly size: number;
  readonly from?: number;
  readonly to?: number;
}
