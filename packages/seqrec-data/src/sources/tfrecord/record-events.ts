import type { ExternalId } from '../interaction.js';
import {
  FieldError,
  type IdType,
  noId,
  noTime,
  quote,
  readId,
  readTimestamp,
  type TimestampType,
} from '../text/field.js';
import type { UserEvents } from '../user-events.js';
import type { RecordLayout, RecordPart } from './record-layout.js';
import { type FeatureValues, featureLookup } from './record-values.js';

export interface RecordTypes {
  /** Default: integers stay numbers, and texts strings. */
  readonly ids: IdType | undefined;
  /** The type of times that are texts. Default: `'number'`. */
  readonly timestamps: TimestampType | undefined;
}

/** Reads the events of a record; the function throws a {@link FieldError} for a record that cannot be used. */
export function recordReader(
  layout: RecordLayout,
  { ids, timestamps = 'number' }: RecordTypes,
): (record: Uint8Array) => UserEvents {
  const { user, item, timestamp, value, session, disliked } = layout;
  const lookUp = featureLookup(layout);
  return (record) => {
    const valuesOf = lookUp(record);
    const items = idsOf(valuesOf(item), ids, item.name);
    const count = items.length;
    const times = timestamp === undefined ? [] : valuesOf(timestamp);
    if (count > 0 || times.length > 0) checkTimed(times.length > 0, layout);
    return {
      user: oneId(valuesOf(user), ids, user.name),
      items,
      ...(timestamp !== undefined &&
        times.length > 0 && { timestamps: timesOf(times, timestamps, timestamp, count) }),
      ...(value !== undefined && ratingsOf(valuesOf(value), value, count)),
      ...(disliked !== undefined && flagsOf(valuesOf(disliked), disliked, count)),
      ...(session !== undefined && { session: oneId(valuesOf(session), ids, session.name) }),
    };
  };
}

function oneId(values: FeatureValues, ids: IdType | undefined, name: string): ExternalId {
  const [id, ...more] = idsOf(values, ids, name);
  if (id === undefined) throw new FieldError(`${name} is missing`);
  if (more.length > 0) {
    throw new FieldError(`${name} holds ${values.length} values, but a record has one`);
  }
  return id;
}

function idsOf(
  values: FeatureValues,
  ids: IdType | undefined,
  name: string,
): readonly ExternalId[] {
  if (ids !== 'string' && areNumbers(values)) return values;
  return Array.from(values, (value: FeatureValues[number]): ExternalId => {
    if (typeof value === 'string') return readId(value, ids ?? 'string', name);
    if (ids === 'string') return String(value);
    const number = Number(value);
    if (!Number.isSafeInteger(number)) throw noId(String(value), name);
    return number;
  });
}

/** All values of a list have one type, so the first value is enough. */
function areNumbers(values: FeatureValues): values is readonly number[] {
  return typeof values[0] === 'number';
}

function checkTimed(hasTimes: boolean, { isTimed, timestamp }: RecordLayout): void {
  if (hasTimes === isTimed || timestamp === undefined) return;
  const { name } = timestamp;
  throw new FieldError(
    hasTimes
      ? `it has ${name}, and the first records have none`
      : `it has no ${name}, and other records have`,
  );
}

function timesOf(
  values: FeatureValues,
  type: TimestampType,
  { name }: RecordPart,
  count: number,
): readonly number[] {
  requireLength(values, name, count);
  if (areNumbers(values)) return values;
  return Array.from(values, (value: FeatureValues[number]): number => {
    if (typeof value === 'string') return readTimestamp(value, type, name);
    const number = Number(value);
    if (!Number.isSafeInteger(number)) throw noTime(name, String(value), number);
    return number;
  });
}

function ratingsOf(
  values: FeatureValues,
  { name }: RecordPart,
  count: number,
): Pick<UserEvents, 'values'> {
  if (values.length === 0) return {};
  requireLength(values, name, count);
  const ratings = Array.from(values, Number);
  const bad = ratings.findIndex((rating) => !Number.isFinite(rating));
  if (bad >= 0)
    throw new FieldError(`${name} ${bad + 1} of ${count} is not a number: ${values[bad]}`);
  return { values: ratings };
}

function flagsOf(
  values: FeatureValues,
  { name }: RecordPart,
  count: number,
): Pick<UserEvents, 'disliked'> {
  if (values.length === 0) return {};
  requireLength(values, name, count);
  return {
    disliked: Array.from(values, (value: FeatureValues[number]): boolean => {
      const flag = Number(value);
      if (flag === 0 || flag === 1) return flag === 1;
      throw new FieldError(`${name} is neither 0 nor 1: ${quote(String(value))}`);
    }),
  };
}

function requireLength(values: FeatureValues, name: string, count: number): void {
  if (values.length === count) return;
  throw new FieldError(
    `${name} holds ${counted(values.length, 'value')} for ${counted(count, 'item')}`,
  );
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
