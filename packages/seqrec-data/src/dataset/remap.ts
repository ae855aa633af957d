import type { ExternalId } from '../sources/interaction.js';
import type { Catalogue } from './catalogue.js';
import type { Dataset } from './dataset.js';
import { emptyTimestamps, type Sequences, type Timestamps } from './sequences.js';

export interface Remapped {
  /** In the indices of the other catalogue. */
  readonly sequences: Sequences;
  /** The number of events of items that the other catalogue lacks. */
  readonly unknownEvents: number;
  /** The number of these items. */
  readonly unknownItems: number;
}

/** The index of each item of a catalogue in another one, 0 if that lacks it. `[V + 1]` */
export function indicesIn(vocabulary: Catalogue, { items, itemCount }: Catalogue): Int32Array {
  const indexOf = new Int32Array(itemCount + 1);
  for (const { index, id } of items) {
    const resolution = vocabulary.resolve(id);
    indexOf[index] = resolution.kind === 'found' ? resolution.item.index : 0;
  }
  return indexOf;
}

/**
 * A dataset's sequences with the catalogue of a model: in the model's indices, without events of unknown items, users
 * without other events, and dislikes.
 *
 * @param indexOf as {@link indicesIn} gives it; given where several parts of a dataset share a catalogue.
 */
export function remapSequences(
  { catalogue, sequences }: Pick<Dataset, 'catalogue' | 'sequences'>,
  vocabulary: Catalogue,
  indexOf: Int32Array = indicesIn(vocabulary, catalogue),
): Remapped {
  if (indexOf.every((index, own) => index === own)) {
    const { userIds, offsets, items, timestamps, values } = sequences;
    const same = { userIds, offsets, items, ...(timestamps && { timestamps }) };
    return { sequences: { ...same, ...(values && { values }) }, unknownEvents: 0, unknownItems: 0 };
  }

  const events = keptEvents(sequences.items, indexOf);
  const offsets = [0];
  const userIds: ExternalId[] = [];
  let kept = 0;
  for (const [user, id] of sequences.userIds.entries()) {
    const end = at(sequences.offsets, user + 1);
    while (kept < events.length && at(events, kept) < end) kept += 1;
    if (kept === offsets.at(-1)) continue;
    offsets.push(kept);
    userIds.push(id);
  }
  const unknown = new Set<number>();
  for (const item of sequences.items) if (at(indexOf, item) === 0) unknown.add(item);
  const { timestamps, values } = sequences;
  return {
    sequences: {
      userIds,
      offsets: Int32Array.from(offsets),
      items: events.map((event) => at(indexOf, at(sequences.items, event))),
      ...(timestamps && { timestamps: timesAt(events, timestamps) }),
      ...(values && { values: Float32Array.from(events, (event) => at(values, event)) }),
    },
    unknownEvents: sequences.items.length - events.length,
    unknownItems: unknown.size,
  };
}

/** The times of some events. */
export function timesAt(events: Int32Array, timestamps: Timestamps): Timestamps {
  const times = emptyTimestamps(timestamps, events.length);
  events.forEach((event, i) => {
    times[i] = timestamps[event] as never;
  });
  return times;
}

/**
 * The indices of the events that stay. They are counted first, because a growing list would take several times the
 * memory.
 */
function keptEvents(items: Int32Array, indexOf: Int32Array): Int32Array {
  let count = 0;
  for (const item of items) count += at(indexOf, item) === 0 ? 0 : 1;
  const events = new Int32Array(count);
  let next = 0;
  for (const [event, item] of items.entries()) {
    if (at(indexOf, item) === 0) continue;
    events[next] = event;
    next += 1;
  }
  return events;
}

function at(values: ArrayLike<number>, index: number): number {
  return values[index] ?? 0;
}
