import {
  type InteractionTable,
  InteractionTableBuilder,
} from '../preparation/interaction-table.js';
import { groupByUser, type RowSequences } from '../preparation/row-sequences.js';
import { idOrder } from '../preparation/vocabulary.js';
import type { Interaction } from '../sources/interaction.js';

export function tableOf(interactions: readonly Interaction[]): InteractionTable {
  const builder = new InteractionTableBuilder();
  builder.add(interactions);
  return builder.finish();
}

/** The table's rows by user, users in the order of `compareIds`. */
export function grouped(table: InteractionTable): RowSequences {
  return groupByUser(table, idOrder(table.userIds));
}

/** Row sequences as text: `user: row row`. */
export function spell(sequences: RowSequences, table: InteractionTable): string[] {
  return Array.from(sequences.users, (user, i) => {
    const rows = sequences.rows.subarray(sequences.offsets[i], sequences.offsets[i + 1]);
    return `${table.userIds[user]}: ${rows.join(' ')}`;
  });
}
