import { setting } from '../advice.js';
import type { Sequences, Timestamps } from '../dataset/sequences.js';
import type { GlobalTimeRecipe } from '../dataset/split-recipe.js';
import type { UserSpan } from '../dataset/user-spans.js';
import { SeqrecDataError } from '../error.js';
import { isTime } from '../sources/text/field.js';
import type { HeldOut, Splitter } from './user-cuts.js';

export function globalTime(recipe: Omit<GlobalTimeRecipe, 'kind'>): Splitter {
  const { validationFrom, testFrom, targets = 'all' } = recipe;
  if (!isTime(validationFrom) || !isTime(testFrom) || validationFrom > testFrom) {
    throw new SeqrecDataError('invalid-option', [
      'global-time needs two timestamps, ',
      [setting('validationFrom')],
      ' not after ',
      [setting('testFrom')],
      `; they are ${validationFrom} and ${testFrom}`,
    ]);
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

/** Checks every event, because a user out of time order would leak events after the cut. */
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

/** The number of events of the span before `moment`. */
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

/** Exact, because timestamps are safe integers or doubles. */
function at(timestamps: Timestamps, event: number): number {
  return Number(timestamps[event]);
}
