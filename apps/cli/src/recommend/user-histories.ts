import type { Catalogue, ExternalId, Sequences } from '@org/seqrec-data';

export interface UserHistory {
  readonly user: ExternalId;
  /** External ids, oldest first. */
  readonly history: readonly ExternalId[];
}

/** Every user with all they had; the sessions of one user, which stand side by side, are one history. */
export function* userHistories(
  { userIds, offsets, items }: Sequences,
  catalogue: Catalogue,
): Generator<UserHistory> {
  for (let row = 0; row < userIds.length; ) {
    const user = userIds[row] as ExternalId;
    const start = offsets[row];
    while (row < userIds.length && userIds[row] === user) row += 1;
    const own = items.subarray(start, offsets[row]);
    yield { user, history: Array.from(own, (index) => catalogue.item(index).id) };
  }
}
