import type { ReadTimes, TimestampUnit } from '@org/seqrec-data';
// A namespace, of which bundlers keep what is used: `{ z }` brings all of zod, 455 KB, into a page.
import * as z from 'zod';
import type { OptionDefinitions } from './option.js';

/** The options of a model that reads the times of events. */
export interface TimeConfig {
  /** The buckets of the relative time bias. 0: the model reads no times. */
  readonly timeBuckets: number;
  /** Whether each slot also reads the time of the event that it predicts. */
  readonly targetTime: boolean;
  /** The unit of the timestamps. */
  readonly timeUnit: TimestampUnit;
}

/** The options of {@link TimeConfig}, with their only defaults. */
export const timeOptions: OptionDefinitions<TimeConfig> = {
  timeBuckets: {
    schema: z.int().min(0),
    // Off, because many sources have no times.
    default: 0,
    help: 'buckets of the time between two events, each 1.35 times as long as the one before; 0 ignores times',
  },
  targetTime: {
    schema: z.boolean(),
    // Off, because at the time of a query nobody knows when the next event will be. Some publications do this.
    default: false,
    help: 'tell the model when the event that it predicts takes place',
  },
  timeUnit: {
    schema: z.enum(['seconds', 'milliseconds']),
    default: 'seconds',
    flag: false,
    help: 'unit of the timestamps',
  },
};

/** The times that a model of these options reads; undefined if it reads none. */
export function readTimes({
  timeBuckets = 0,
  targetTime = false,
  timeUnit = 'seconds',
}: Partial<TimeConfig>): ReadTimes | undefined {
  return timeBuckets === 0 ? undefined : { unit: timeUnit, target: targetTime };
}
