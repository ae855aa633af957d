import type { InteractionTable } from './interaction-table.js';
import { keepEvents, type RowSequences } from './row-sequences.js';

export interface CoreLimits {
  /** The least number of events of a user, over all their sequences. */
  readonly users: number;
  /** The least number of events with an item. */
  readonly items: number;
  /** The least number of events of a sequence. */
  readonly sequence: number;
}

/** Whether the limits can remove anything. */
export function isLimited({ users, items, sequence }: CoreLimits): boolean {
  return users > 1 || items > 1 || sequence > 1;
}

/** The events of each item, by its position in the table; with `counts`, added to these. */
export function countItems(
  { rows }: RowSequences,
  { items, itemIds }: Pick<InteractionTable, 'items' | 'itemIds'>,
  counts: Int32Array = new Int32Array(itemIds.length),
): Int32Array {
  for (const row of rows) {
    const item = items[row] ?? 0;
    counts[item] = (counts[item] ?? 0) + 1;
  }
  return counts;
}

/**
 * The k-core: the largest part of the data in which every user, item and sequence has at least these numbers of events.
 * Removing a user takes events from items, and removing an item takes events from users, so both steps repeat until nothing
 * changes. The order of removals does not change the result.
 *
 * @param ofItem the events of each item, by its position in the table, which removals reduce. With the counts of more data
 * than these sequences, repeat it for each part of the data until none loses an event.
 */
export function kCore(
  sequences: RowSequences,
  table: InteractionTable,
  limits: CoreLimits,
  ofItem: Int32Array = countItems(sequences, table),
): RowSequences {
  const { users, offsets, rows } = sequences;
  if (!isLimited(limits)) return sequences;
  const ofUser = new Int32Array(table.userIds.length);
  const ofSequence = new Int32Array(users.length);
  for (let sequence = 0; sequence < users.length; sequence += 1) {
    const length = (offsets[sequence + 1] ?? 0) - (offsets[sequence] ?? 0);
    ofSequence[sequence] = length;
    const user = users[sequence] ?? 0;
    ofUser[user] = (ofUser[user] ?? 0) + length;
  }

  const keep = new Uint8Array(rows.length).fill(1);
  for (let removed = 1; removed > 0; ) {
    removed = 0;
    for (let sequence = 0; sequence < users.length; sequence += 1) {
      if (ofSequence[sequence] === 0) continue;
      const user = users[sequence] ?? 0;
      const end = offsets[sequence + 1] ?? 0;
      for (let i = offsets[sequence] ?? 0; i < end; i += 1) {
        if (keep[i] === 0) continue;
        const item = table.items[rows[i] ?? 0] ?? 0;
        const stays =
          (ofSequence[sequence] ?? 0) >= limits.sequence &&
          (ofUser[user] ?? 0) >= limits.users &&
          (ofItem[item] ?? 0) >= limits.items;
        if (stays) continue;
        keep[i] = 0;
        removed += 1;
        ofSequence[sequence] = (ofSequence[sequence] ?? 0) - 1;
        ofUser[user] = (ofUser[user] ?? 0) - 1;
        ofItem[item] = (ofItem[item] ?? 0) - 1;
      }
    }
  }
  return keepEvents(sequences, keep);
}
