import {
  type Dislikes,
  emptyTimestamps,
  type Sequences,
  type Timestamps,
} from '../dataset/sequences.js';
import type { UserSpan } from '../dataset/user-spans.js';
import type { ExternalId } from '../sources/interaction.js';
import type { UserCuts } from './user-cuts.js';

/** A row of the result: the events `start..end - 1` of `source`, and the cut that determines which dislikes stay. */
interface KeptRow {
  readonly row: number;
  readonly start: number;
  readonly end: number;
  /** The first held-out event; undefined if training has all events of the user. */
  readonly cut: number | undefined;
}

/** The first `cuts[u].train` items of each user, with all columns, without empty rows. */
export function trainingPart(
  source: Sequences,
  spans: readonly UserSpan[],
  cuts: readonly UserCuts[],
): Sequences {
  const rows: KeptRow[] = [];
  spans.forEach((span, user) => {
    const keptEnd = span.start + (cuts[user]?.train ?? 0);
    for (let row = span.firstRow; row < span.endRow; row += 1) {
      const start = source.offsets[row] as number;
      const end = Math.min(source.offsets[row + 1] as number, keptEnd);
      if (end > start) {
        rows.push({ row, start, end, cut: keptEnd < span.end ? keptEnd : undefined });
      }
    }
  });

  const offsets = offsetsOf(rows);
  const events = offsets[rows.length] as number;
  const copyInto = <Column extends Int32Array | Float32Array | Timestamps>(
    column: Column,
    from: Column,
  ): Column => {
    rows.forEach(({ start, end }, i) => {
      column.set(from.subarray(start, end) as never, offsets[i]);
    });
    return column;
  };
  const { timestamps, values } = source;
  const dislikes = keptDislikes(source, rows);
  return {
    userIds: rows.map(({ row }) => source.userIds[row] as ExternalId),
    offsets,
    items: copyInto(new Int32Array(events), source.items),
    ...(timestamps && { timestamps: copyInto(emptyTimestamps(timestamps, events), timestamps) }),
    ...(values && { values: copyInto(new Float32Array(events), values) }),
    ...(dislikes && { dislikes }),
  };
}

/**
 * A user with a cut keeps only dislikes before the first held-out event, because later ones would leak. Without times,
 * the user keeps none.
 */
function keptDislikes(source: Sequences, rows: readonly KeptRow[]): Dislikes | undefined {
  const { dislikes, timestamps: moments } = source;
  if (dislikes === undefined) return undefined;
  const kept = rows.map(({ row, cut }) => {
    const start = dislikes.offsets[row] as number;
    let end = dislikes.offsets[row + 1] as number;
    if (cut === undefined) return { start, end };
    if (dislikes.timestamps === undefined || moments === undefined) return { start, end: start };
    const firstHeldOut = moments[cut] as bigint | number;
    while (end > start && (dislikes.timestamps[end - 1] as bigint | number) >= firstHeldOut) {
      end -= 1;
    }
    return { start, end };
  });
  const offsets = offsetsOf(kept);
  const items = new Int32Array(offsets[kept.length] as number);
  const timestamps = dislikes.timestamps && emptyTimestamps(dislikes.timestamps, items.length);
  kept.forEach(({ start, end }, i) => {
    items.set(dislikes.items.subarray(start, end), offsets[i]);
    if (dislikes.timestamps)
      timestamps?.set(dislikes.timestamps.subarray(start, end) as never, offsets[i]);
  });
  return { offsets, items, ...(timestamps && { timestamps }) };
}

function offsetsOf(
  ranges: readonly { readonly start: number; readonly end: number }[],
): Int32Array {
  const offsets = new Int32Array(ranges.length + 1);
  ranges.forEach(({ start, end }, i) => {
    offsets[i + 1] = (offsets[i] as number) + end - start;
  });
  return offsets;
}
