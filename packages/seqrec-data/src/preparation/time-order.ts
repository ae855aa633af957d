/**
 * Sorts rows by their timestamps, and equal times by row. `rows` holds rows of one user in ascending order.
 *
 * A comparator function takes most of the time of a sort, so time and index are combined into one number if they fit,
 * which is sorted natively. Whole times fit unless a user has years of microseconds.
 */
export function sortByTime(rows: Int32Array, timestamps: Float64Array): void {
  const count = rows.length;
  if (count < 2) return;
  let keys = scratch;
  if (keys.length < count) scratch = keys = new Float64Array(2 * count);
  let sorted = true;
  let whole = true;
  let earliest = Number.POSITIVE_INFINITY;
  let latest = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < count; i += 1) {
    const time = timestamps[rows[i] ?? 0] ?? 0;
    if (time < latest) sorted = false;
    else latest = time;
    if (time < earliest) earliest = time;
    if (!Number.isInteger(time)) whole = false;
    keys[i] = time;
  }
  if (sorted) return;
  const places = 2 ** Math.ceil(Math.log2(count));
  if (!whole || (latest - earliest) * places > Number.MAX_SAFE_INTEGER - places) {
    rows.sort((a, b) => (timestamps[a] ?? 0) - (timestamps[b] ?? 0) || a - b);
    return;
  }
  for (let i = 0; i < count; i += 1) keys[i] = ((keys[i] ?? 0) - earliest) * places + i;
  keys = keys.subarray(0, count).sort();
  const unsorted = rows.slice();
  for (let i = 0; i < count; i += 1) {
    const key = keys[i] ?? 0;
    rows[i] = unsorted[key - Math.floor(key / places) * places] ?? 0;
  }
}

/** Reused between the calls, one for each user. */
let scratch = new Float64Array(1024);
