import type { Dislikes, Sequences, Timestamps } from '../dataset/sequences.js';
import type { ExternalId } from '../sources/interaction.js';
import type { InteractionTable } from './interaction-table.js';
import type { RowSequences } from './row-sequences.js';
import type { Vocabulary } from './vocabulary.js';

/** The columns of the chosen rows, with items by index. `dislikes` has one sequence for each user, as from `groupByUser`. */
export function assembleSequences(
  sequences: RowSequences,
  table: InteractionTable,
  vocabulary: Vocabulary,
  dislikes?: RowSequences,
): Sequences {
  const { rows, offsets, users } = sequences;
  const items = itemsOf(rows, table, vocabulary);
  const columns = {
    userIds: Array.from(users, (user): ExternalId => table.userIds[user] ?? ''),
    offsets,
    items,
    ...timestampsOf(rows, table),
    ...valuesOf(rows, table),
  };
  if (dislikes === undefined) return columns;
  return { ...columns, dislikes: assembleDislikes(sequences, items, table, vocabulary, dislikes) };
}

/**
 * The kept dislikes: items of the vocabulary, each once, and none that the same sequence holds. If a user has several
 * sessions, a dislike belongs to the last session that began before it, or else to the first.
 */
function assembleDislikes(
  sequences: RowSequences,
  items: Int32Array,
  table: InteractionTable,
  { indexOf, ids }: Vocabulary,
  dislikes: RowSequences,
): Dislikes {
  const { users, offsets } = sequences;
  const time = table.timestamps;
  const startsAfter = (sequence: number, row: number): boolean => {
    const first = sequences.rows[offsets[sequence] ?? 0] ?? 0;
    const difference = time === undefined ? 0 : (time[first] ?? 0) - (time[row] ?? 0);
    return difference > 0 || (difference === 0 && first > row);
  };
  const groupOf = new Int32Array(table.userIds.length).fill(-1);
  dislikes.users.forEach((user, group) => {
    groupOf[user] = group;
  });
  // By item index: 1 + the sequence that holds or already dislikes it.
  const taken = new Int32Array(ids.length + 1);
  const rows: number[] = [];
  const dislikeOffsets = new Int32Array(users.length + 1);
  let next = 0;
  for (let sequence = 0; sequence < users.length; sequence += 1) {
    const user = users[sequence] ?? 0;
    const group = groupOf[user] ?? -1;
    if (group >= 0) {
      if (sequence === 0 || users[sequence - 1] !== user) next = dislikes.offsets[group] ?? 0;
      for (const item of items.subarray(offsets[sequence], offsets[sequence + 1])) {
        taken[item] = sequence + 1;
      }
      const end = dislikes.offsets[group + 1] ?? 0;
      const hasNext = users[sequence + 1] === user;
      for (; next < end; next += 1) {
        const row = dislikes.rows[next] ?? 0;
        if (hasNext && !startsAfter(sequence + 1, row)) break;
        const item = indexOf[table.items[row] ?? 0] ?? 0;
        if (item === 0 || taken[item] === sequence + 1) continue;
        taken[item] = sequence + 1;
        rows.push(row);
      }
    }
    dislikeOffsets[sequence + 1] = rows.length;
  }
  const chosen = Int32Array.from(rows);
  return {
    offsets: dislikeOffsets,
    items: itemsOf(chosen, table, { indexOf, ids }),
    ...timestampsOf(chosen, table),
  };
}

function itemsOf(rows: Int32Array, table: InteractionTable, { indexOf }: Vocabulary): Int32Array {
  const items = new Int32Array(rows.length);
  for (let i = 0; i < rows.length; i += 1) items[i] = indexOf[table.items[rows[i] ?? 0] ?? 0] ?? 0;
  return items;
}

function valuesOf(
  rows: Int32Array,
  { values }: InteractionTable,
): { readonly values?: Float32Array } {
  if (values === undefined) return {};
  const chosen = new Float32Array(rows.length);
  for (let i = 0; i < rows.length; i += 1) chosen[i] = values[rows[i] ?? 0] ?? Number.NaN;
  return { values: chosen };
}

function timestampsOf(
  rows: Int32Array,
  { timestamps, fractionalTimes }: InteractionTable,
): { readonly timestamps?: Timestamps } {
  if (timestamps === undefined) return {};
  if (fractionalTimes) {
    return { timestamps: Float64Array.from(rows, (row) => timestamps[row] ?? 0) };
  }
  const chosen = new BigInt64Array(rows.length);
  // A bigint for each of millions of timestamps is slow; these are the two halves of int64, low first.
  const halves = new Int32Array(chosen.buffer);
  for (let i = 0; i < rows.length; i += 1) {
    const timestamp = timestamps[rows[i] ?? 0] ?? 0;
    halves[2 * i] = timestamp;
    halves[2 * i + 1] = Math.floor(timestamp / 2 ** 32);
  }
  return { timestamps: chosen };
}
