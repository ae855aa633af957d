/** A history as models take it: items oldest first, and their times where it has some. */
interface ExplainedHistory {
  readonly items: Int32Array;
  readonly timestamps?: BigInt64Array | Float64Array;
}

export interface BecauseOfOptions {
  readonly history: ExplainedHistory;
  /** Indices of the recommended items. */
  readonly items: Int32Array;
  /** The last so many events of the history are left out, one at a time. */
  readonly last: number;
  /** Scores of items after histories, in one batch: `[i][j]` is that of `items[j]` after `histories[i]`. */
  readonly score: (
    histories: readonly ExplainedHistory[],
    items: Int32Array,
  ) => Promise<readonly Float32Array[]>;
}

/** What one event of the history does to the score of a recommended item. */
export interface Cause {
  /** Where the event is in the history, from 0. */
  readonly place: number;
  /** The item of the event. */
  readonly index: number;
  /** The recommended item's score, less its score after the history without this event. */
  readonly drop: number;
}

/**
 * Because of which events each item is recommended: the events whose absence costs it the most score first
 * (leave-one-out). One call of `score` with at most `last + 1` histories. A model never sees its history empty here: a
 * history of one event has no cause.
 */
export async function becauseOf(options: BecauseOfOptions): Promise<readonly (readonly Cause[])[]> {
  const { history, items, last, score } = options;
  const length = history.items.length;
  const places = Array.from(
    { length: length < 2 ? 0 : Math.min(last, length) },
    (_, back) => length - 1 - back,
  );
  if (places.length === 0 || items.length === 0) return Array.from(items, () => []);
  const [whole = new Float32Array(0), ...others] = await score(
    [history, ...places.map((place) => without(history, place))],
    items,
  );
  return Array.from(items, (_, item) =>
    places
      .map((place, row) => ({
        place,
        index: history.items[place] as number,
        drop: (whole[item] as number) - (others[row]?.[item] as number),
      }))
      .sort((a, b) => b.drop - a.drop || b.place - a.place),
  );
}

function without({ items, timestamps }: ExplainedHistory, place: number): ExplainedHistory {
  const length = items.length - 1;
  if (timestamps === undefined) return { items: cut(items, new Int32Array(length), place) };
  return {
    items: cut(items, new Int32Array(length), place),
    timestamps:
      timestamps instanceof BigInt64Array
        ? cut(timestamps, new BigInt64Array(length), place)
        : cut(timestamps, new Float64Array(length), place),
  };
}

/** Copies both sides of a place. A callback for each of 10,000 events of 20 histories would take tens of milliseconds. */
function cut<Values extends Int32Array | BigInt64Array | Float64Array>(
  values: Values,
  shorter: Values,
  place: number,
): Values {
  // A union of array types has no common `set`.
  const into = shorter as Int32Array;
  const from = values as Int32Array;
  into.set(from.subarray(0, place));
  into.set(from.subarray(place + 1), place);
  return shorter;
}
