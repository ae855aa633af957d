import { SeqrecDataError } from '../error.js';
import { requireWhole } from '../whole-number.js';

/**
 * The default lengths that rows are padded to: an eighth, a quarter, a half, three quarters and all of `maxLength`,
 * rounded up to a multiple of 8. There are few, because an engine compiles each shape, and the short ones are closer
 * together, because most sequences are short. For 200: 32, 56, 104, 152, 200.
 */
export function defaultLengthBuckets(maxLength: number): readonly number[] {
  const edges = [1 / 8, 1 / 4, 1 / 2, 3 / 4, 1].map((share) =>
    Math.min(maxLength, Math.ceil((maxLength * share) / 8) * 8),
  );
  return [...new Set(edges)];
}

/** The given buckets, or the default ones. Throws unless they ascend from at least 1 to `maxLength`. */
export function checkedLengthBuckets(
  maxLength: number,
  buckets: readonly number[] = defaultLengthBuckets(maxLength),
): readonly number[] {
  requireWhole('maxLength', maxLength, 1);
  const rising = buckets.every(
    (edge, i) => Number.isInteger(edge) && edge > (i === 0 ? 0 : (buckets[i - 1] ?? 0)),
  );
  if (!rising || buckets.at(-1) !== maxLength) {
    throw new SeqrecDataError(
      'invalid-option',
      `buckets are rising whole lengths that end with maxLength ${maxLength}, got [${buckets.join(', ')}]`,
    );
  }
  return buckets;
}

/**
 * The index of the shortest of the ascending `buckets` that holds `length` slots, or of the last bucket if none does.
 */
export function bucketIndex(buckets: readonly number[], length: number): number {
  const index = buckets.findIndex((edge) => length <= edge);
  return index < 0 ? buckets.length - 1 : index;
}
