import { bucketIndex, checkedLengthBuckets } from '../batches/length-buckets.js';
import type { History } from '../dataset/history.js';
import { maskId, PAD } from '../dataset/item-ids.js';
import { type ReadTimes, rowTimes } from '../dataset/row-times.js';
import type { Timestamps } from '../dataset/sequences.js';
import { SeqrecDataError } from '../error.js';

/** How a query asks a model for the next item: by MASK in the last slot, or at the slot of the newest item. */
export type QueryKind = 'cloze' | 'next-item';

export interface ModelInputs {
  /** B, the number of rows, one per history. */
  readonly rows: number;
  /** T, at most `maxLength`. */
  readonly length: number;
  /** `[B, T]` left-padded item indices, ending with MASK for a cloze query. */
  readonly ids: Int32Array;
  /** `[B, 1]` the slot whose output scores the next item: always the last, T - 1. */
  readonly positions: Int32Array;
  /**
   * `[B, T]` the time of each slot's event, in whole seconds since the first event of the row; 0 at PAD. MASK has the
   * time of the newest event, or with `ReadTimes.target` that of the target. Present with `ModelInputsOptions.times`.
   */
  readonly times?: Int32Array;
  /**
   * `[B, T]` the time of the event after each slot's, like `times`; the target's if it is known, else the newest
   * event's. Present with `ReadTimes.target`.
   */
  readonly targetTimes?: Int32Array;
}

export interface ModelInputsOptions {
  readonly query: QueryKind;
  /** The longest row of the model, including the MASK of a cloze query. */
  readonly maxLength: number;
  /** V. */
  readonly itemCount: number;
  /**
   * The times that the model reads. A history without times is read as events of one moment. Default: it reads none.
   */
  readonly times?: ReadTimes | undefined;
  /** Ascending lengths that rows are padded to, the last one `maxLength`. Default: `defaultLengthBuckets`. */
  readonly buckets?: readonly number[];
  /** The index of each row's history, which may repeat. Default: each history once, in order. */
  readonly places?: readonly number[];
}

/**
 * Turns histories into queries, the inputs of a model, for both evaluation and serving. A long history keeps its newest
 * items: `maxLength - 1` and MASK for a cloze query, `maxLength` for a next-item query. An empty history is only MASK,
 * or a row of PAD. T is the shortest bucket that holds the longest row; except for the padding, a row does not depend
 * on the others.
 *
 * @example
 * modelInputs([{ items: Int32Array.of(7, 3) }], { query: 'cloze', maxLength: 4, itemCount: 9 }).ids; // Int32Array [0, 7, 3, 10]
 */
export function modelInputs(
  histories: readonly History[],
  options: ModelInputsOptions,
): ModelInputs {
  const { query, maxLength, itemCount } = options;
  const tail = tailOf(query);
  const places = options.places ?? [...histories.keys()];
  const longest = places.reduce(
    (most, place) => Math.max(most, histories[place]?.items.length ?? 0),
    0,
  );
  const length = rowLength(longest, options);

  const ids = new Int32Array(places.length * length).fill(PAD);
  const times = options.times && new Int32Array(ids.length);
  const targetTimes = options.times?.target ? new Int32Array(ids.length) : undefined;
  places.forEach((place, row) => {
    const history = histories[place] as History;
    const { items } = history;
    const newest = items.subarray(Math.max(0, items.length - (maxLength - tail)));
    const unknown = newest.find((item) => item < 1 || item > itemCount);
    if (unknown !== undefined) {
      throw new SeqrecDataError(
        'unknown-item',
        `history ${place} holds ${unknown}, which is not an item index in 1..${itemCount}; map external ids with Catalogue.indexOf first`,
      );
    }
    const end = (row + 1) * length - tail;
    ids.set(newest, end - newest.length);
    if (tail === 1) ids[end] = maskId(itemCount);
    if (times === undefined || options.times === undefined) return;
    const read = newestTimes(history, place, newest.length, options.times);
    if (read === undefined) return;
    const all = rowTimes(read, options.times.unit);
    const first = end - newest.length;
    times.set(all.subarray(0, newest.length + tail), first);
    targetTimes?.set(all.subarray(1 - tail, 1 + newest.length), first);
  });
  const positions = new Int32Array(places.length).fill(length - 1);
  return {
    ...{ rows: places.length, length, ids, positions },
    ...(times && { times }),
    ...(targetTimes && { targetTimes }),
  };
}

/**
 * T of the query of a single history: the shortest bucket that holds it.
 *
 * @example
 * queryLength({ items: Int32Array.of(7, 3) }, { query: 'cloze', maxLength: 200, itemCount: 9 }); // 32
 */
export function queryLength({ items }: History, options: ModelInputsOptions): number {
  return rowLength(items.length, options);
}

/** The times of the `count` newest events and, last, of the target; undefined for a history without times. */
function newestTimes(
  { items, timestamps, targetTime }: History,
  place: number,
  count: number,
  { target }: ReadTimes,
): Timestamps | undefined {
  if (timestamps === undefined) return undefined;
  if (timestamps.length !== items.length) {
    throw new SeqrecDataError(
      'invalid-option',
      `the model reads times, so history ${place} needs one for each of its ${items.length} items, got ${timestamps.length}`,
    );
  }
  const newest = timestamps.subarray(timestamps.length - count);
  const last = newest.at(-1) ?? 0;
  return Float64Array.from([...newest, target ? (targetTime ?? last) : last], Number);
}

function rowLength(items: number, { query, maxLength, buckets }: ModelInputsOptions): number {
  const lengths = checkedLengthBuckets(maxLength, buckets);
  return lengths[bucketIndex(lengths, items + tailOf(query))] ?? maxLength;
}

/** The number of slots of a query after the history. */
function tailOf(query: QueryKind): number {
  return query === 'cloze' ? 1 : 0;
}
