import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ModelInputs, modelInputs } from './model-inputs.js';

const V = 9;
const MASK = 10;
const cloze = { query: 'cloze', maxLength: 4, itemCount: V } as const;
const nextItem = { query: 'next-item', maxLength: 4, itemCount: V } as const;
const histories = (...lists: number[][]) => lists.map((list) => ({ items: Int32Array.from(list) }));

/** A row without its padding. */
const rowOf = ({ ids, length }: ModelInputs, row: number) =>
  [...ids.subarray(row * length, (row + 1) * length)].join(' ').replace(/^(0 ?)*/, '');

describe('a cloze query', () => {
  it('is the newest maxLength - 1 items, with MASK in the last slot', () => {
    expect(modelInputs(histories([7, 3], [1, 2, 3, 4, 5], []), cloze)).toEqual({
      rows: 3,
      length: 4,
      ids: Int32Array.of(0, 7, 3, MASK, 3, 4, 5, MASK, 0, 0, 0, MASK),
      positions: Int32Array.of(3, 3, 3),
    });
  });
});

describe('a next-item query', () => {
  it('is the newest maxLength items, with the query in the last slot', () => {
    expect(modelInputs(histories([7, 3], [1, 2, 3, 4, 5], []), nextItem)).toEqual({
      rows: 3,
      length: 4,
      ids: Int32Array.of(0, 0, 7, 3, 2, 3, 4, 5, 0, 0, 0, 0),
      positions: Int32Array.of(3, 3, 3),
    });
  });
});

describe('times', () => {
  const seconds = { unit: 'seconds', target: false } as const;
  const timed = [
    { items: Int32Array.of(7, 3), timestamps: BigInt64Array.of(10n, 20n), targetTime: 25 },
    { items: Int32Array.of(1, 2, 3, 4, 5), timestamps: BigInt64Array.of(1n, 2n, 3n, 5n, 8n) },
    { items: new Int32Array(0), timestamps: new BigInt64Array(0), targetTime: 9 },
  ];

  it('are the seconds since the first event that the row reads, and MASK has the newest', () => {
    const { times } = modelInputs(timed, { ...cloze, times: seconds });
    expect(times).toEqual(Int32Array.of(0, 0, 10, 10, 0, 2, 5, 5, 0, 0, 0, 0));
    const ofNext = modelInputs(timed, { ...nextItem, times: seconds });
    expect(ofNext.times).toEqual(Int32Array.of(0, 0, 0, 10, 0, 1, 3, 6, 0, 0, 0, 0));
    expect(ofNext).not.toHaveProperty('targetTimes');
  });

  it('of targets are those of the next events, and at last of the target or the newest event', () => {
    const times = { unit: 'seconds', target: true } as const;
    const { targetTimes } = modelInputs(timed, { ...nextItem, times });
    expect(targetTimes).toEqual(Int32Array.of(0, 0, 10, 15, 1, 3, 6, 6, 0, 0, 0, 0));
    const masked = modelInputs(timed, { ...cloze, times });
    expect(masked.times).toEqual(Int32Array.of(0, 0, 10, 15, 0, 2, 5, 5, 0, 0, 0, 0));
  });

  it('in milliseconds are rounded, however far apart', () => {
    const timestamps = Float64Array.of(1_700_000_000_600, 1_700_000_002_000, 9e15);
    const times = { unit: 'milliseconds', target: false } as const;
    const inputs = modelInputs([{ items: Int32Array.of(1, 2, 3), timestamps }], {
      ...nextItem,
      times,
    });
    expect(inputs.times).toEqual(Int32Array.of(0, 0, 1, 2 ** 31 - 1));
  });

  it('are absent for a model that does not read them', () => {
    expect(modelInputs(timed, cloze)).not.toHaveProperty('times');
  });

  it('of a history without times are those of one moment', () => {
    const { times } = modelInputs(histories([7, 3]), { ...nextItem, times: seconds });
    expect(times).toEqual(new Int32Array(4));
  });

  it('have to be as many as the items', () => {
    const few = { items: Int32Array.of(7, 3), timestamps: BigInt64Array.of(1n) };
    expect(() => modelInputs([few], { ...cloze, times: seconds })).toThrow(
      'history 0 needs one for each of its 2 items, got 1',
    );
  });
});

describe('padding', () => {
  it('goes to the shortest bucket that holds the longest row', () => {
    const lengthFor = (items: number, query: 'cloze' | 'next-item') =>
      modelInputs([{ items: new Int32Array(items).fill(1) }], {
        query,
        maxLength: 200,
        itemCount: V,
      }).length;
    expect([0, 31, 32, 150, 151, 199, 999].map((n) => lengthFor(n, 'cloze'))).toEqual([
      32, 32, 56, 152, 152, 200, 200,
    ]);
    expect([0, 32, 33].map((n) => lengthFor(n, 'next-item'))).toEqual([32, 32, 56]);
  });

  it('is all that a row takes from the other rows', () => {
    const lists = fc.array(fc.array(fc.integer({ min: 1, max: V }), { maxLength: 60 }), {
      minLength: 1,
      maxLength: 6,
    });
    const queries = fc.constantFrom('cloze', 'next-item');
    fc.assert(
      fc.property(lists, queries, fc.integer({ min: 1, max: 50 }), (input, query, maxLength) => {
        const options = { query, maxLength, itemCount: V } as const;
        const together = modelInputs(histories(...input), options);
        input.forEach((list, row) => {
          const alone = modelInputs(histories(list), options);
          expect(rowOf(together, row)).toBe(rowOf(alone, 0));
          expect(together.positions[row]).toBe(together.length - 1);
        });
      }),
    );
  });
});

describe('edges', () => {
  it('no histories give no rows', () => {
    expect(modelInputs([], cloze)).toMatchObject({ rows: 0, ids: new Int32Array(0) });
  });

  it('a row of length 1 is only MASK', () => {
    expect([...modelInputs(histories([5]), { ...cloze, maxLength: 1 }).ids]).toEqual([MASK]);
  });

  it.each([0, MASK, -1])('%d is refused as an item', (item) => {
    expect(() => modelInputs(histories([1], [2, item]), cloze)).toThrow(
      `history 1 holds ${item}, which is not an item index in 1..9`,
    );
  });
});
