import type { RatingData } from '@org/ratings';
import type { ExternalId } from '@org/seqrec-data';
import type { AttributeValues } from './attributes.js';

/** Someone whose ratings are predicted: what they rated, and what is known of them. */
export interface RatingUser {
  /** A user of training has a learned embedding, others share one. */
  readonly id?: ExternalId | undefined;
  readonly attributes?: AttributeValues | undefined;
  /** Item indices, oldest first. */
  readonly items: ArrayLike<number>;
  /** Their ratings. */
  readonly values: ArrayLike<number>;
  /** Seconds since 1970. Absent where times are unknown. */
  readonly times?: ArrayLike<number> | undefined;
}

/** The ratings of users in columns, a row each in order. Where nobody has times, there are none. */
export function audienceData(users: readonly RatingUser[], itemCount: number): RatingData {
  const offsets = new Int32Array(users.length + 1);
  users.forEach(({ items }, row) => {
    offsets[row + 1] = (offsets[row] as number) + items.length;
  });
  const events = offsets[users.length] as number;
  const data = {
    ...{ itemCount, offsets, userIds: users.map(({ id }, row) => id ?? row) },
    users: new Int32Array(events),
    items: new Int32Array(events),
    values: new Float32Array(events),
  };
  const times = users.some((user) => user.times !== undefined)
    ? new Float64Array(events).fill(Number.NaN)
    : undefined;
  users.forEach((user, row) => {
    const from = offsets[row] as number;
    data.users.fill(row, from, offsets[row + 1]);
    data.items.set(user.items, from);
    data.values.set(user.values, from);
    if (user.times !== undefined) times?.set(user.times, from);
  });
  return { ...data, ...(times && { times }) };
}
