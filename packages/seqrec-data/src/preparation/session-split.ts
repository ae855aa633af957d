import { SeqrecDataError } from '../error.js';
import type { InteractionTable } from './interaction-table.js';
import type { RowSequences } from './row-sequences.js';

/**
 * Cuts each user's sequence into sessions: after a pause of more than `gap` between two events or, with `'source'`, by
 * the source's sessions. These stay whole even if their times overlap, in the order of their first events.
 */
export function splitSessions(
  sequences: RowSequences,
  table: InteractionTable,
  sessions: 'source' | { readonly gap: number },
): RowSequences {
  if (sessions === 'source') return splitBySource(sequences, table);
  const { timestamps } = table;
  if (timestamps === undefined) {
    throw new SeqrecDataError(
      'invalid-option',
      'sessions cannot be split by a gap, as the source has no timestamps',
    );
  }
  return cut(
    sequences,
    (before, row) => (timestamps[row] ?? 0) - (timestamps[before] ?? 0) > sessions.gap,
  );
}

function splitBySource(sequences: RowSequences, table: InteractionTable): RowSequences {
  const { sessions } = table;
  if (sessions === undefined) {
    throw new SeqrecDataError(
      'invalid-option',
      'the source has no sessions; name its session column, or split by a gap in time',
    );
  }
  const { users, offsets } = sequences;
  const rows = sequences.rows.slice();
  for (let sequence = 0; sequence < users.length; sequence += 1) {
    const own = rows.subarray(offsets[sequence], offsets[sequence + 1]);
    const first = new Map<number, number>();
    const rank = new Map<number, number>();
    own.forEach((row, position) => {
      const session = sessions[row] ?? -1;
      if (!first.has(session)) first.set(session, position);
      rank.set(row, position);
    });
    own.sort(
      (a, b) =>
        (first.get(sessions[a] ?? -1) ?? 0) - (first.get(sessions[b] ?? -1) ?? 0) ||
        (rank.get(a) ?? 0) - (rank.get(b) ?? 0),
    );
  }
  return cut({ users, offsets, rows }, (before, row) => sessions[before] !== sessions[row]);
}

/** Starts a new sequence between two neighbouring rows if `isCut` is true. */
function cut(
  { users, offsets, rows }: RowSequences,
  isCut: (before: number, row: number) => boolean,
): RowSequences {
  const cutUsers: number[] = [];
  const cutOffsets: number[] = [0];
  users.forEach((user, sequence) => {
    const start = offsets[sequence] ?? 0;
    const end = offsets[sequence + 1] ?? 0;
    for (let i = start + 1; i <= end; i += 1) {
      if (i === end || isCut(rows[i - 1] ?? 0, rows[i] ?? 0)) {
        cutUsers.push(user);
        cutOffsets.push(i);
      }
    }
  });
  return { users: Int32Array.from(cutUsers), offsets: Int32Array.from(cutOffsets), rows };
}
