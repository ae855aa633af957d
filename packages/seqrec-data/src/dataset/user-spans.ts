import { SeqrecDataError } from '../error.js';
import type { ExternalId } from '../sources/interaction.js';
import type { Sequences } from './sequences.js';

/** The rows and events of one user in `Sequences`: one row, or several if sequences are sessions. */
export interface UserSpan {
  /** Rows `firstRow..endRow - 1`. */
  readonly firstRow: number;
  readonly endRow: number;
  /** Events `start..end - 1`, in time order. */
  readonly start: number;
  readonly end: number;
}

/** Each user once, in the order of the rows. Throws if the rows of a user are not consecutive. */
export function userSpans(sequences: Sequences): readonly UserSpan[] {
  const { userIds, offsets } = sequences;
  const spans: UserSpan[] = [];
  const met = new Set<ExternalId>();
  let firstRow = 0;
  while (firstRow < userIds.length) {
    const id = userIds[firstRow] as ExternalId;
    if (met.has(id)) {
      throw new SeqrecDataError(
        'invalid-sequences',
        `the sessions of user ${JSON.stringify(id)} are not consecutive rows (row ${firstRow} is apart from the others); sort the sequences by user`,
      );
    }
    met.add(id);
    let endRow = firstRow + 1;
    while (endRow < userIds.length && userIds[endRow] === id) endRow += 1;
    spans.push({
      firstRow,
      endRow,
      start: offsets[firstRow] as number,
      end: offsets[endRow] as number,
    });
    firstRow = endRow;
  }
  return spans;
}
