import type { InteractionTable } from './interaction-table.js';
import { sortByTime } from './time-order.js';

/**
 * Sequences as rows of an {@link InteractionTable}: those of sequence `s` are `rows.subarray(offsets[s], offsets[s + 1])`,
 * oldest first. Each filter takes these and returns new ones; the table never changes.
 */
export interface RowSequences {
  /** [sequences], the user's position in the table's `userIds`. */
  readonly users: Int32Array;
  /** [sequences + 1]. */
  readonly offsets: Int32Array;
  /** [events], row numbers of the table. */
  readonly rows: Int32Array;
}

/**
 * One sequence for each user, in the order of `userOrder`, of the rows that `keep` selects (by row, 1 = yes); users without
 * rows have none. Events are sorted by timestamp; equal times, and events without times, keep the order of the table.
 */
export function groupByUser(
  table: InteractionTable,
  userOrder: Int32Array,
  keep?: Uint8Array,
): RowSequences {
  const place = new Int32Array(userOrder.length);
  userOrder.forEach((user, position) => {
    place[user] = position;
  });
  // A counting sort is stable, and linear in the number of rows.
  const offsets = new Int32Array(userOrder.length + 1);
  const { users, rows: count } = table;
  for (let row = 0; row < count; row += 1) {
    if (keep === undefined || keep[row] === 1) {
      const after = (place[users[row] ?? 0] ?? 0) + 1;
      offsets[after] = (offsets[after] ?? 0) + 1;
    }
  }
  for (let i = 1; i < offsets.length; i += 1)
    offsets[i] = (offsets[i] ?? 0) + (offsets[i - 1] ?? 0);
  const next = offsets.slice(0, -1);
  const rows = new Int32Array(offsets[userOrder.length] ?? 0);
  for (let row = 0; row < count; row += 1) {
    if (keep === undefined || keep[row] === 1) {
      const position = place[users[row] ?? 0] ?? 0;
      const at = next[position] ?? 0;
      rows[at] = row;
      next[position] = at + 1;
    }
  }
  if (table.timestamps !== undefined) {
    for (let user = 0; user < userOrder.length; user += 1) {
      sortByTime(rows.subarray(offsets[user], offsets[user + 1]), table.timestamps);
    }
  }
  const sequences = { users: userOrder, offsets, rows };
  return keep === undefined ? sequences : withoutEmpty(sequences);
}

function withoutEmpty({ users, offsets, rows }: RowSequences): RowSequences {
  const kept = users.filter((_, i) => offsets[i] !== offsets[i + 1]);
  const ends = offsets.filter((end, i) => i === 0 || end !== offsets[i - 1]);
  return { users: kept, offsets: ends, rows };
}

/** The sequences with the events that `keep` selects (by position in `rows`, 1 = yes), without empty ones. */
export function keepEvents(sequences: RowSequences, keep: Uint8Array): RowSequences {
  const { users, offsets, rows } = sequences;
  const keptUsers = new Int32Array(users.length);
  const keptOffsets = new Int32Array(users.length + 1);
  const keptRows = new Int32Array(rows.length);
  let count = 0;
  let events = 0;
  for (let sequence = 0; sequence < users.length; sequence += 1) {
    const end = offsets[sequence + 1] ?? 0;
    const before = events;
    for (let i = offsets[sequence] ?? 0; i < end; i += 1) {
      if (keep[i] === 1) {
        keptRows[events] = rows[i] ?? 0;
        events += 1;
      }
    }
    if (events > before) {
      keptUsers[count] = users[sequence] ?? 0;
      count += 1;
      keptOffsets[count] = events;
    }
  }
  return {
    users: keptUsers.slice(0, count),
    offsets: keptOffsets.slice(0, count + 1),
    rows: keptRows.slice(0, events),
  };
}
