import { describe, expect, it } from 'vitest';
import { bucketIndex, checkedLengthBuckets, defaultLengthBuckets } from './length-buckets.js';

describe('length buckets', () => {
  it('are few by default, multiples of 8, and end with the longest row', () => {
    expect(defaultLengthBuckets(200)).toEqual([32, 56, 104, 152, 200]);
    expect(defaultLengthBuckets(50)).toEqual([8, 16, 32, 40, 50]);
    expect(defaultLengthBuckets(20)).toEqual([8, 16, 20]);
    expect(defaultLengthBuckets(5)).toEqual([5]);
  });

  it('put a row into the shortest bucket that holds it', () => {
    const buckets = [8, 16, 20];
    expect([0, 8, 9, 20, 21].map((length) => bucketIndex(buckets, length))).toEqual([
      0, 0, 1, 2, 2,
    ]);
  });

  it.each([[[8, 16]], [[16, 8, 20]], [[0, 20]], [[8, 8, 20]], [[7.5, 20]], [[]]])(
    'refuse %j for a longest row of 20',
    (buckets) => {
      expect(() => checkedLengthBuckets(20, buckets)).toThrow(
        `end with maxLength 20, got [${buckets.join(', ')}]`,
      );
    },
  );
});
