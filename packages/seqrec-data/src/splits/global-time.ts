import type { Sequences, Timestamps } from '../dataset/sequences.js';
import type { UserSpan } from '../dataset/user-spans.js';
import { SeqrecDataError } from '../error.js';
import { isTime } from '../sources/text/field.js';
import type { HeldOut, Splitter } from './user-cuts.js';

/**
 * Trains on events before `validationFrom`. Validation targets are from then until `testFrom`, test targets from `testFrom`
 * on: all items of a user in the period, or the first. Both moments are in the unit of the data's timestamps.
 * A user without a history before a period is not evaluated in it.
 *
 * Prevents what the other splits do not: no training event is later than any target. Does not prevent: the catalogue
 * includes items that first appear after the cut, and filters (k-core) saw all of the data.
 */
export interface GlobalTimeRecipe {
  readonly kind: 'global-time';
  readonly validationFrom: number;
  readonly testFrom: number;
  /** Default `'all'`. */
  readonly targets?: 'all' | 'first';
}

export function globalTime(recipe: Omit<GlobalTimeRecipe, 'kind'>): Splitter {
  const { validationFrom, testFrom, targets = 'all' } = recipe;
  if (!isTime(validationFrom) || !isTime(testFrom) || validationFrom > testFrom) {
    throw new SeqrecDataError(
      'invalid-option',
      `global-time needs two timestamps with validationFrom not after testFrom, got ${validationFrom} and ${testFrom}`,
    );
  }
  return (sequences, spans) => {
    const timestamps = requireTimestamps(sequences);
    const period = (from: number, to: number): HeldOut | undefined =>
      from === 0 || from === to ? undefined : { from, to: targets === 'first' ? from + 1 : to };
    return spans.map((span) => {
      requireTimeOrder(timestamps, span, sequences);
      const inTrain = countBefore(timestamps, span, validationFrom);
      const beforeTest = countBefore(timestamps, span, testFrom);
      const validation = period(inTrain, beforeTest);
      const test = period(beforeTest, span.end - span.start);
      return { train: inTrain, ...(validation && { validation }), ...(test && { test }) };
    });
  };
}

function requireTimestamps(sequences: Sequences): Timestamps {
  if (sequences.timestamps === undefined) {
    throw new SeqrecDataError(
      'invalid-sequences',
      'a global-time split needs timestamps, and the data has none; choose another split',
    );
  }
  return sequences.timestamps;
}

/** A user out of time order would leak events after the cut, so every event is checked. */
function requireTimeOrder(timestamps: Timestamps, span: UserSpan, sequences: Sequences): void {
  for (let event = span.start + 1; event < span.end; event += 1) {
    if (at(timestamps, event) < at(timestamps, event - 1)) {
      throw new SeqrecDataError(
        'invalid-sequences',
        `user ${JSON.stringify(sequences.userIds[span.firstRow])} is not in time order: event ${event} at ${timestamps[event]} comes after ${timestamps[event - 1]}`,
      );
    }
  }
}

/** How many events of the span are earlier than `moment`. */
function countBefore(timestamps: Timestamps, span: UserSpan, moment: number): number {
  let low = span.start;
  let high = span.end;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (at(timestamps, middle) < moment) low = middle + 1;
    else high = middle;
  }
  return low - span.start;
}

/** Exact, as timestamps are safe integers or doubles. */
function at(timestamps: Timestamps, event: number): number {
  return Number(timestamps[event]);
}
