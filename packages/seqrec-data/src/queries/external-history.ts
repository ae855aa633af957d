import type { Catalogue } from '../dataset/catalogue.js';
import type { History } from '../dataset/history.js';
import { SeqrecDataError } from '../error.js';
import type { ExternalId } from '../sources/interaction.js';

/** A history in external ids. */
export interface ExternalHistory {
  /** Oldest first, or in any order where `timestamps` are given. */
  readonly items: readonly ExternalId[];
  /** One per item, in the unit of the training data: items are sorted by them, ties keep their order. */
  readonly timestamps?: readonly (number | bigint)[];
}

/** The part of a history that a catalogue holds. */
export interface KnownHistory {
  readonly known: History;
  /** Ids that the catalogue does not hold, in the order of the history. */
  readonly ignored: readonly ExternalId[];
}

/**
 * A history in item indices, sorted by its times where it has some: ties keep their order.
 *
 * @throws SeqrecDataError where the times do not fit the items, and for an unknown id if `unknown` is `'error'`.
 */
export function knownHistory(
  catalogue: Catalogue,
  history: readonly ExternalId[] | ExternalHistory,
  unknown: 'ignore' | 'error',
): KnownHistory {
  const { items, timestamps }: ExternalHistory = 'items' in history ? history : { items: history };
  if (timestamps === undefined) {
    const { known, ignored } = indicesOf(catalogue, items, { unknown, where: 'history' });
    return { known: { items: Int32Array.from(known) }, ignored };
  }
  if (timestamps.length !== items.length) {
    throw new SeqrecDataError(
      'invalid-option',
      `a history of ${items.length} items needs as many timestamps, got ${timestamps.length}`,
    );
  }
  const order = Array.from(items.keys()).sort((a, b) => {
    const [first, second] = [timestamps[a] as number | bigint, timestamps[b] as number | bigint];
    return first < second ? -1 : first > second ? 1 : 0;
  });
  const { known, ignored } = indicesOf(
    catalogue,
    order.map((place) => items[place] as ExternalId),
    { unknown, where: 'history' },
  );
  const times = order
    .filter((place) => catalogue.indexOf(items[place] as ExternalId) !== undefined)
    .map((place) => finiteTime(timestamps[place] as number | bigint));
  return {
    known: { items: Int32Array.from(known), timestamps: Float64Array.from(times) },
    ignored,
  };
}

function finiteTime(time: number | bigint): number {
  const number = Number(time);
  if (Number.isFinite(number)) return number;
  throw new SeqrecDataError('invalid-option', `a timestamp is a finite number, got ${time}`);
}

interface Indices {
  readonly known: readonly number[];
  readonly ignored: readonly ExternalId[];
}

/** Item indices of ids, for a part of a request that `where` names. */
export function indicesOf(
  catalogue: Catalogue,
  ids: readonly ExternalId[],
  { unknown, where }: { readonly unknown: 'ignore' | 'error'; readonly where: string },
): Indices {
  const known: number[] = [];
  const ignored: ExternalId[] = [];
  for (const id of ids) {
    const index = catalogue.indexOf(id);
    if (index !== undefined) known.push(index);
    else if (unknown === 'ignore') ignored.push(id);
    else {
      throw new SeqrecDataError(
        'unknown-item',
        `${where} holds the id ${JSON.stringify(id)} (a ${typeof id}), which is not among the ${catalogue.itemCount} items of the catalogue`,
      );
    }
  }
  return { known, ignored };
}
