import type { PreparationReport } from '../dataset/dataset.js';
import type { DatasetFilters } from '../dataset/dataset-filters.js';
import { removeDuplicates } from './duplicates.js';
import type { InteractionTable } from './interaction-table.js';
import { type CoreLimits, kCore } from './k-core.js';
import { tellLikes } from './likes.js';
import type { PrepareEvent, PrepareStep } from './prepare-event.js';
import { groupByUser, type RowSequences } from './row-sequences.js';
import { limitLength } from './sequence-length.js';
import { splitSessions } from './session-split.js';
import { idOrder } from './vocabulary.js';

export interface FilteredInteractions {
  readonly sequences: RowSequences;
  /** One sequence for each user; absent if no dislikes are kept. */
  readonly dislikes?: RowSequences;
  readonly removed: Pick<PreparationReport, 'disliked' | 'duplicates' | 'tooLong' | 'tooFew'>;
}

/** The limits of the last step, which counts items over all users. */
export function coreLimits({ length = {}, core = {} }: DatasetFilters): CoreLimits {
  return { users: core.users ?? 1, items: core.items ?? 1, sequence: length.min ?? 1 };
}

/**
 * Groups a table by user, users in the order of `compareIds`, and applies the filters in their documented order. All but the
 * last, the core, see one user at a time.
 */
export function filterInteractions(
  table: InteractionTable,
  filters: DatasetFilters,
  onEvent: (event: PrepareEvent) => void = () => {},
  { withCore = true }: { readonly withCore?: boolean } = {},
): FilteredInteractions {
  const { rating, sessions, duplicates = 'keep-all', length = {} } = filters;
  const { likes, dislikes } = tellLikes(table, rating);
  const userOrder = idOrder(table.userIds);
  let sequences = groupByUser(table, userOrder, likes);
  let before = table.rows;
  const step = (name: PrepareStep, next: RowSequences): number => {
    const removed = before - next.rows.length;
    sequences = next;
    before = next.rows.length;
    onEvent({
      type: 'filtered',
      step: name,
      interactions: next.rows.length,
      sequences: next.users.length,
    });
    return removed;
  };

  const disliked = step('ratings', sequences);
  if (sessions !== undefined) step('sessions', splitSessions(sequences, table, sessions));
  const duplicated = step('duplicates', removeDuplicates(sequences, table, duplicates));
  const { max, longer = 'truncate' } = length;
  const tooLong = max === undefined ? 0 : step('length', limitLength(sequences, max, longer));
  const tooFew = withCore ? step('core', kCore(sequences, table, coreLimits(filters))) : 0;
  return {
    sequences,
    ...(dislikes && { dislikes: groupByUser(table, userOrder, dislikes) }),
    removed: { disliked, duplicates: duplicated, tooLong, tooFew },
  };
}
