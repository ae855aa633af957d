/** Consecutive users of an order, divided into shards of about as many rows. */
export interface UserShards {
  /** [users], by the number of a user: the shard, from 0. */
  readonly shardOf: Int32Array;
  /** [users], by the number of a user: the place among the users of the shard. */
  readonly placeOf: Int32Array;
  /** [shards + 1], positions in the order: users of shard `s` are those from `starts[s]` to `starts[s + 1] - 1`. */
  readonly starts: Int32Array;
}

/**
 * Divides users, in the order of `userOrder`, into `count` shards. A user is in one shard, so a shard can be empty where
 * one user has very many rows.
 *
 * @param rowsOf the rows of each user, by number.
 */
export function divideUsers(userOrder: Int32Array, rowsOf: Int32Array, count: number): UserShards {
  const total = rowsOf.reduce((sum, rows) => sum + rows, 0);
  const shardOf = new Int32Array(userOrder.length);
  const placeOf = new Int32Array(userOrder.length);
  const starts = new Int32Array(count + 1);
  let before = 0;
  let shard = 0;
  userOrder.forEach((user, position) => {
    const own = Math.floor((before / total) * count);
    while (shard < own) {
      shard += 1;
      starts[shard] = position;
    }
    shardOf[user] = shard;
    placeOf[user] = position - (starts[shard] ?? 0);
    before += rowsOf[user] ?? 0;
  });
  starts.fill(userOrder.length, shard + 1);
  return { shardOf, placeOf, starts };
}
