import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ratingSplitKinds } from './names.js';
import { ratingsFromLists } from './rating-data.js';
import { type RatingSplitRecipe, splitRatings } from './rating-split.js';

/** Users of these lengths; every rating is 3, and event k of a user is at time 10 k + user. */
const dataOf = (...lengths: number[]) =>
  ratingsFromLists(
    lengths.map((length, user) =>
      Array.from({ length }, (_, k) => [k + 1, 3, 10 * k + user] as const),
    ),
  );

const shares = { validationShare: 0.2, testShare: 0.2 };
const recipes: Readonly<Record<RatingSplitRecipe['kind'], RatingSplitRecipe>> = {
  'last-rating': { kind: 'last-rating' },
  'global-time': { kind: 'global-time', ...shares },
  'random-windows': { kind: 'random-windows', size: 3, stride: 2, seed: 1, ...shares },
  'random-ratings': { kind: 'random-ratings', seed: 1, ...shares },
};

describe.each(ratingSplitKinds)('%s', (kind) => {
  it('puts every rating into at most one part, and predicts none that training knows', () => {
    const lengths = fc.array(fc.integer({ min: 4, max: 12 }), { minLength: 4, maxLength: 8 });
    fc.assert(
      fc.property(lengths, (given) => {
        const data = dataOf(...given);
        const { train, examples, validation, test } = splitRatings(data, recipes[kind]);
        const parts = [...train, ...validation, ...test];
        expect(parts.sort((a, b) => a - b)).toEqual([...data.items.keys()]);
        expect(examples.every((event) => train.includes(event))).toBe(true);
      }),
    );
  });

  it('names itself in the result', () => {
    expect(splitRatings(dataOf(9, 9, 9, 9), recipes[kind]).recipe).toEqual(recipes[kind]);
  });
});

describe('last-rating', () => {
  it('holds out the last two ratings of each user with at least 3', () => {
    const { train, validation, test } = splitRatings(dataOf(4, 2, 3), { kind: 'last-rating' });
    expect([...test]).toEqual([3, 8]);
    expect([...validation]).toEqual([2, 7]);
    expect([...train]).toEqual([0, 1, 4, 5, 6]);
  });
});

describe('global-time', () => {
  it('trains on nothing later than what it tests, whoever rated', () => {
    const data = dataOf(9, 3, 6, 12);
    const { train, validation, test } = splitRatings(data, recipes['global-time']);
    const timesOf = (events: Int32Array) => [...events].map((event) => data.times?.[event] ?? 0);
    expect(Math.max(...timesOf(train))).toBeLessThan(Math.min(...timesOf(validation)));
    expect(Math.max(...timesOf(validation))).toBeLessThan(Math.min(...timesOf(test)));
  });

  it('keeps ratings of one moment together', () => {
    const data = ratingsFromLists([
      [1, 1, 2, 2, 2, 2, 2, 3, 3, 3].map((time, i) => [i + 1, 3, time] as const),
    ]);
    const { train, validation, test } = splitRatings(data, recipes['global-time']);
    expect([train.length, validation.length, test.length]).toEqual([2, 5, 3]);
  });

  it('refuses data without times', () => {
    const { times: _, ...data } = dataOf(9, 9);
    expect(() => splitRatings(data, recipes['global-time'])).toThrow(
      'a global-time split needs the time of each rating, and the data has none; choose another split',
    );
  });
});

describe('random-windows', () => {
  const targetsOf = (length: number, size: number, stride: number) => {
    // Three more users, so that no part is empty.
    const data = dataOf(length, 9, 9, 9);
    const split = splitRatings(data, { kind: 'random-windows', size, stride, seed: 1, ...shares });
    return [...split.examples, ...split.validation, ...split.test]
      .filter((event) => event < length)
      .sort((a, b) => a - b);
  };

  it('ends a window at each stride, and one more at the newest rating', () => {
    expect(targetsOf(7, 3, 2)).toEqual([2, 4, 6]);
    expect(targetsOf(8, 3, 2)).toEqual([2, 4, 6, 7]);
    expect(targetsOf(5, 4, 1)).toEqual([3, 4]);
    expect(targetsOf(3, 3, 2)).toEqual([2]);
  });

  it('takes no window of a user with fewer ratings', () => {
    expect(targetsOf(2, 3, 2)).toEqual([]);
  });

  it('draws other windows from another seed, and the same from the same', () => {
    const data = dataOf(20, 20, 20);
    const testOf = (seed: number) =>
      splitRatings(data, { kind: 'random-windows', size: 4, stride: 2, seed, ...shares }).test;
    expect(testOf(1)).toEqual(testOf(1));
    expect(testOf(1)).not.toEqual(testOf(2));
  });
});

it('says which part is empty', () => {
  expect(() => splitRatings(dataOf(2, 2), { kind: 'last-rating' })).toThrow(
    'the split last-rating leaves no rating for validation: the data has 4 ratings of 2 users; choose another split or more data',
  );
});

it('refuses shares that leave nothing to train', () => {
  expect(() =>
    splitRatings(dataOf(9), {
      kind: 'random-ratings',
      validationShare: 0.5,
      testShare: 0.5,
      seed: 1,
    }),
  ).toThrow('the shares for validation and test are above 0 and below 1 in total, got 0.5 and 0.5');
});
