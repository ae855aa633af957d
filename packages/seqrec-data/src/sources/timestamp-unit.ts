/** The unit of the timestamps of a source. */
export type TimestampUnit = 'seconds' | 'milliseconds';

/** Milliseconds of 1973; as seconds it is the year 5138. */
const FIRST_MILLISECONDS = 1e11;

/** The unit of timestamps whose source does not name it, from the newest one. */
export function unitOfNewest(newest: number): TimestampUnit {
  return newest < FIRST_MILLISECONDS ? 'seconds' : 'milliseconds';
}
