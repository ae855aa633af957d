import type { DuplicatePolicy } from '../dataset/dataset-filters.js';
import type { InteractionTable } from './interaction-table.js';
import { keepEvents, type RowSequences } from './row-sequences.js';

/** Removes repeated items within each sequence; the policy selects which events stay. */
export function removeDuplicates(
  sequences: RowSequences,
  table: InteractionTable,
  policy: DuplicatePolicy,
): RowSequences {
  if (policy === 'keep-all') return sequences;
  const { offsets, rows, users } = sequences;
  const { items } = table;
  const keep = new Uint8Array(rows.length).fill(1);
  // By item: 1 + the last sequence with it, and the index in that sequence.
  const metBy = new Int32Array(table.itemIds.length);
  const metAt = new Int32Array(table.itemIds.length);
  for (let sequence = 0; sequence < users.length; sequence += 1) {
    const start = offsets[sequence] ?? 0;
    const end = offsets[sequence + 1] ?? 0;
    let before = -1;
    for (let i = start; i < end; i += 1) {
      const item = items[rows[i] ?? 0] ?? 0;
      const met = metBy[item] === sequence + 1;
      if (policy === 'consecutive') {
        if (item === before) keep[i] = 0;
        before = item;
      } else if (met && policy === 'first') {
        keep[i] = 0;
      } else if (met) {
        keep[metAt[item] ?? 0] = 0;
      }
      metBy[item] = sequence + 1;
      metAt[item] = i;
    }
  }
  return keepEvents(sequences, keep);
}
