import type { TimestampUnit } from '../sources/timestamp-unit.js';
import type { Timestamps } from './sequences.js';

/** Which times a model reads. */
export interface ReadTimes {
  /** The unit of the timestamps that the model gets. */
  readonly unit: TimestampUnit;
  /** Whether the model also reads the time of the event that each slot predicts. */
  readonly target: boolean;
}

/** The largest int32; as seconds, 68 years. */
const MOST_SECONDS = 2 ** 31 - 1;

/**
 * Times as models read them: whole seconds since the first event, up to 68 years. An int32 holds them exactly, while a
 * float32 would round today's timestamps to two minutes.
 *
 * @param timestamps of consecutive events, ascending.
 * @example
 * rowTimes(Float64Array.of(1_700_000_000_400, 1_700_000_060_000), 'milliseconds'); // Int32Array [0, 60]
 */
export function rowTimes(timestamps: Timestamps, unit: TimestampUnit): Int32Array {
  const first = Number(timestamps[0] ?? 0);
  const perSecond = unit === 'seconds' ? 1 : 1000;
  return Int32Array.from(timestamps as Iterable<number | bigint>, (time) =>
    Math.min(MOST_SECONDS, Math.round((Number(time) - first) / perSecond)),
  );
}
