import {
  type Dataset,
  type ExternalId,
  type Interaction,
  type ItemDetails,
  interactionSource,
  type Sequences,
  type Source,
} from '@org/seqrec-data';
import { RecommenderError } from './error.js';

/** The events of a dataset and new ones as one source, and the number of new ones so far. */
export interface MergedEvents {
  readonly source: Source;
  /** Counted while the source is read. */
  readonly added: () => number;
}

/**
 * Adds events to those of a dataset. An event that the dataset has already, with the same user, item and time, is left
 * out, so that adding the same events again changes nothing.
 */
export function mergeEvents(earlier: Dataset, newer: Source): MergedEvents {
  let added = 0;
  const { sequences, catalogue, manifest } = earlier;
  const isKnown = knownEvents(earlier);
  const merged = {
    async *[Symbol.asyncIterator](): AsyncGenerator<Interaction> {
      yield* earlierEvents(earlier);
      for await (const block of newer.interactions()) {
        for (const event of block) {
          requireTime(event, sequences);
          if (isKnown(event)) continue;
          added += 1;
          yield event;
        }
      }
    },
  };
  const items = {
    async *[Symbol.asyncIterator](): AsyncGenerator<ItemDetails> {
      for (const { id, title, attributes } of catalogue.items) {
        yield { id, ...(title !== undefined && { title }), ...(attributes && { attributes }) };
      }
      yield* catalogue.untrained;
      if (newer.items === undefined) return;
      for await (const block of newer.items()) yield* block;
    },
  };
  const { timestampUnit } = manifest.source;
  const source = interactionSource(merged, items);
  return { source: { ...source, ...(timestampUnit && { timestampUnit }) }, added: () => added };
}

function requireTime({ user, timestamp }: Interaction, { timestamps }: Sequences): void {
  if ((timestamp === undefined) === (timestamps === undefined)) return;
  throw new RecommenderError(
    'unlike-events',
    timestamp === undefined
      ? `an event of user ${JSON.stringify(user)} has no timestamp, and the earlier events have one each: give it one`
      : `an event of user ${JSON.stringify(user)} has a timestamp, and the earlier events have none: leave it out`,
  );
}

function knownEvents({ sequences, catalogue }: Dataset): (event: Interaction) => boolean {
  const { userIds, offsets, items, timestamps } = sequences;
  const rows = new Map<ExternalId, number[]>();
  userIds.forEach((id, row) => {
    const own = rows.get(id);
    if (own === undefined) rows.set(id, [row]);
    else own.push(row);
  });
  return ({ user, item, timestamp }) => {
    const index = catalogue.indexOf(item);
    if (index === undefined || timestamps === undefined) return false;
    return (rows.get(user) ?? []).some((row) => {
      for (let event = offsets[row] as number; event < (offsets[row + 1] as number); event += 1) {
        if (items[event] === index && Number(timestamps[event]) === timestamp) return true;
      }
      return false;
    });
  };
}

/** The events of a dataset in external ids, its dislikes included. */
function* earlierEvents({ sequences, catalogue, manifest }: Dataset): Generator<Interaction> {
  const { userIds, offsets, items, timestamps, values, dislikes } = sequences;
  const bySession = manifest.filters.sessions === 'source';
  for (const [row, user] of userIds.entries()) {
    const session = bySession ? { session: `earlier session ${row}` } : {};
    for (let event = offsets[row] as number; event < (offsets[row + 1] as number); event += 1) {
      const value = values?.[event] ?? Number.NaN;
      yield {
        ...{ user, item: catalogue.item(items[event] as number).id, ...session },
        ...(timestamps && { timestamp: Number(timestamps[event]) }),
        ...(!Number.isNaN(value) && { value }),
      };
    }
    if (dislikes === undefined) continue;
    const end = dislikes.offsets[row + 1] as number;
    for (let event = dislikes.offsets[row] as number; event < end; event += 1) {
      const times = dislikes.timestamps;
      yield {
        ...{ user, item: catalogue.item(dislikes.items[event] as number).id, ...session },
        ...(times && { timestamp: Number(times[event]) }),
        disliked: true,
      };
    }
  }
}
