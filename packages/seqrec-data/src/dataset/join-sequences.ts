import { SeqrecDataError } from '../error.js';
import { emptyTimestamps, type Sequences, type Timestamps, type UserItems } from './sequences.js';

/**
 * Consecutive sequences as one. All parts have the same columns; a single part is returned as it is.
 *
 * @throws SeqrecDataError `invalid-sequences` if there is no part, or more events than an offset can count.
 */
export function joinSequences(parts: readonly Sequences[]): Sequences {
  const [first] = parts;
  if (first === undefined) throw new SeqrecDataError('invalid-sequences', 'there is no sequence');
  if (parts.length === 1) return first;
  const dislikes = parts.flatMap((part) => part.dislikes ?? []);
  const [firstDislikes] = dislikes;
  const times = joinTimes(parts, first.timestamps);
  const dislikeTimes = joinTimes(dislikes, firstDislikes?.timestamps);
  return {
    userIds: parts.flatMap(({ userIds }) => userIds),
    ...joinItems(parts),
    ...(times && { timestamps: times }),
    ...(first.values && { values: joinValues(parts) }),
    ...(firstDislikes && {
      dislikes: { ...joinItems(dislikes), ...(dislikeTimes && { timestamps: dislikeTimes }) },
    }),
  };
}

function joinItems(parts: readonly UserItems[]): UserItems {
  const lists = sumOf(parts, ({ offsets }) => offsets.length - 1);
  const events = sumOf(parts, ({ items }) => items.length);
  if (events > 2 ** 31 - 1) {
    throw new SeqrecDataError('invalid-sequences', `${events} events are more than 2^31 - 1`);
  }
  const offsets = new Int32Array(lists + 1);
  const items = new Int32Array(events);
  let list = 0;
  let event = 0;
  for (const part of parts) {
    items.set(part.items, event);
    for (let i = 1; i < part.offsets.length; i += 1) {
      offsets[list + i] = event + (part.offsets[i] ?? 0);
    }
    list += part.offsets.length - 1;
    event += part.items.length;
  }
  return { offsets, items };
}

function joinTimes(
  parts: readonly { readonly timestamps?: Timestamps }[],
  like: Timestamps | undefined,
): Timestamps | undefined {
  if (like === undefined) return undefined;
  const joined = emptyTimestamps(
    like,
    sumOf(parts, ({ timestamps }) => timestamps?.length ?? 0),
  );
  let at = 0;
  for (const { timestamps } of parts) {
    if (timestamps === undefined) continue;
    // All parts have the type of the first.
    (joined as Float64Array).set(timestamps as Float64Array, at);
    at += timestamps.length;
  }
  return joined;
}

function joinValues(parts: readonly Sequences[]): Float32Array {
  const joined = new Float32Array(sumOf(parts, ({ values }) => values?.length ?? 0));
  let at = 0;
  for (const { values } of parts) {
    if (values === undefined) continue;
    joined.set(values, at);
    at += values.length;
  }
  return joined;
}

function sumOf<Part>(parts: readonly Part[], sizeOf: (part: Part) => number): number {
  return parts.reduce((sum, part) => sum + sizeOf(part), 0);
}
