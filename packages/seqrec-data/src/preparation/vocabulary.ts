import { compareIds, type ExternalId } from '../sources/interaction.js';
import type { InteractionTable } from './interaction-table.js';
import type { RowSequences } from './row-sequences.js';

export interface Vocabulary {
  /** External ids in the order of their indices: `ids[i]` has the index `i + 1`. */
  readonly ids: readonly ExternalId[];
  /** By the item's position in the table: its index in 1..V, or 0 if it has no events left. */
  readonly indexOf: Int32Array;
}

/**
 * Indices 1..V for the items of the sequences, in the order of `compareIds`. The order of rows and users does not matter, so
 * the same items always get the same indices.
 */
export function buildVocabulary(sequences: RowSequences, table: InteractionTable): Vocabulary {
  const indexOf = new Int32Array(table.itemIds.length);
  const { rows } = sequences;
  // If no row was removed, no item was. Reading millions of rows in another order is slow.
  if (rows.length === table.rows) indexOf.fill(1);
  else for (let i = 0; i < rows.length; i += 1) indexOf[table.items[rows[i] ?? 0] ?? 0] = 1;
  const order = idOrder(table.itemIds).filter((item) => indexOf[item] === 1);
  order.forEach((item, position) => {
    indexOf[item] = position + 1;
  });
  return { ids: Array.from(order, (item) => table.itemIds[item] ?? ''), indexOf };
}

/** The positions of ids in the order of `compareIds`. */
export function idOrder(ids: readonly ExternalId[]): Int32Array {
  return Int32Array.from(ids.keys()).sort((a, b) => compareIds(ids[a] ?? '', ids[b] ?? ''));
}
