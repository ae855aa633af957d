import { Catalogue } from '@org/seqrec-data';
import { describe, expect, it } from 'vitest';
import type { Rankings } from './rankings.js';
import {
  categorySlices,
  lengthSlices,
  popularitySlices,
  type Slice,
  sliceRanks,
} from './slices.js';

/** Three users: 3 events with targets 1 and 2, 5 events with target 3, 9 events with target 1. */
const rankings: Rankings = {
  historyLengths: Int32Array.of(3, 5, 9),
  offsets: Int32Array.of(0, 2, 3, 4),
  targets: Int32Array.of(1, 2, 3, 1),
  ranks: Float64Array.of(4, 1, 7, 2),
};

const namesOf = (slices: readonly Slice[]) => slices.map(({ name }) => name);
const membersOf = (slices: readonly Slice[], items: number) =>
  slices.map(({ includes }) =>
    Array.from({ length: items }, (_, i) => i + 1).filter((item) => includes(1, item)),
  );

describe('sliceRanks', () => {
  it('keeps the ranks of the targets in the slice, and their users', () => {
    const [slice] = categorySlices(
      new Catalogue([
        { index: 1, id: 'a', attributes: { genres: ['Comedy'] } },
        { index: 2, id: 'b', attributes: { genres: [] } },
        { index: 3, id: 'c' },
      ]),
    );
    if (slice === undefined) throw new Error('no slice');
    expect(sliceRanks(rankings, slice)).toEqual({
      offsets: Int32Array.of(0, 1, 2),
      ranks: Float64Array.of(4, 2),
    });
  });
});

describe('lengthSlices', () => {
  it('cuts users into quarters', () => {
    const slices = lengthSlices(Int32Array.of(80, 1, 2, 3, 4, 5, 6, 7));
    expect(namesOf(slices)).toEqual(['1-2', '3-4', '5-6', '7-80']);
    expect([6, 7, 80, 81].map((length) => slices[3]?.includes(length, 1))).toEqual([
      false,
      true,
      true,
      false,
    ]);
  });

  it('keeps users with the same length together, which may give fewer groups', () => {
    expect(namesOf(lengthSlices(Int32Array.of(2, 2, 2, 2, 2, 2, 3, 9)))).toEqual(['2', '3-9']);
    expect(namesOf(lengthSlices(Int32Array.of(4)))).toEqual(['4']);
  });
});

describe('popularitySlices', () => {
  it('cuts at 50 % and 80 % of the interactions, most popular items first', () => {
    // Item 2 begins at 0 %, item 4 at 50 %, items 1 and 3 at 80 and 90 %; item 5 has no interactions.
    const slices = popularitySlices([0, 1, 5, 1, 3, 0]);
    expect(namesOf(slices)).toEqual(['head', 'torso', 'tail', 'cold']);
    expect(membersOf(slices, 5)).toEqual([[2], [4], [1, 3, 5], [5]]);
    expect(slices[3]?.description).toBe(
      'targets among the 1 items of the tail without an interaction in training',
    );
    expect(slices[2]?.description).toBe(
      'targets among the 3 items that make up the last 20 % of training interactions, and items without any, most popular items first',
    );
  });

  it('has no cold items where training has an interaction of each', () => {
    expect(namesOf(popularitySlices([0, 1, 5]))).toEqual(['head', 'torso', 'tail']);
  });

  it('puts all items into the tail if there are no interactions', () => {
    expect(membersOf(popularitySlices([0, 0, 0]), 2)).toEqual([[], [], [1, 2]]);
  });
});

describe('categorySlices', () => {
  const catalogue = new Catalogue([
    { index: 1, id: 1, attributes: { year: 1995, genres: ['Comedy', 'Drama'] } },
    { index: 2, id: 2, attributes: { year: 1995, genres: ['Drama'] } },
    { index: 3, id: 3, attributes: { genres: ['Animation'] } },
  ]);

  it('has a slice per genre, those with most items first', () => {
    const slices = categorySlices(catalogue);
    expect(namesOf(slices)).toEqual(['Drama', 'Animation', 'Comedy']);
    expect(membersOf(slices, 3)).toEqual([[1, 2], [3], [1]]);
    expect(namesOf(categorySlices(catalogue, { limit: 1 }))).toEqual(['Drama']);
  });

  it('uses another attribute if the option names it, and gives no slice without the attribute', () => {
    expect(namesOf(categorySlices(catalogue, { attribute: 'year' }))).toEqual(['1995']);
    expect(categorySlices(new Catalogue([{ index: 1, id: 1 }]))).toEqual([]);
  });
});
