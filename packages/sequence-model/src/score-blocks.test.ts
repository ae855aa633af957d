import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scoreBlocks } from './score-blocks.js';

describe('scoreBlocks', () => {
  it('gives the blocks of the worked example', () => {
    expect(scoreBlocks({ lengths: [8, 200, 8, 8, 8, 8, 8], mostRows: () => 64 })).toEqual([
      { places: [1], count: 1 },
      { places: [0, 2, 3, 4, 5, 6, 6, 6], count: 6 },
    ]);
  });

  it('pads a few shorter histories to the longest rather than run the network again', () => {
    expect(scoreBlocks({ lengths: [8, 200, 50, 8], mostRows: () => 64 })).toEqual([
      { places: [1, 2, 0, 3], count: 4 },
    ]);
  });

  it('fills the spare rows of a power of two with shorter histories', () => {
    const lengths = [200, 200, 200, ...new Array<number>(6).fill(8)];
    expect(scoreBlocks({ lengths, mostRows: () => 64 })).toEqual([
      { places: [0, 1, 2, 3], count: 4 },
      { places: [4, 5, 6, 7, 8, 8, 8, 8], count: 5 },
    ]);
  });

  it('repeats the last history if none is left to fill the rows', () => {
    expect(scoreBlocks({ lengths: [8, 8, 8], mostRows: () => 64 })).toEqual([
      { places: [0, 1, 2, 2], count: 3 },
    ]);
  });

  it('makes no block without histories', () => {
    expect(scoreBlocks({ lengths: [], mostRows: () => 64 })).toEqual([]);
  });

  it('never has more rows than a length allows, even if the limit is below 1 or not a power of two', () => {
    const mostRows = (length: number) => 100 / length;
    expect(
      scoreBlocks({ lengths: [30, 200, 200, 30, 30], mostRows }).map(({ places }) => places),
    ).toEqual([[1], [2], [0, 3], [4]]);
  });

  const lengths = fc.array(fc.constantFrom(8, 16, 32, 40, 50), { maxLength: 200 });

  it('scores every history once, with fewer padded rows than histories', () => {
    fc.assert(
      fc.property(lengths, fc.integer({ min: 1, max: 70 }), (given, most) => {
        const blocks = scoreBlocks({ lengths: given, mostRows: () => most });
        const members = blocks.flatMap(({ places, count }) => places.slice(0, count));
        expect(members.toSorted((a, b) => a - b)).toEqual([...given.keys()]);
        const rows = blocks.reduce((sum, block) => sum + block.places.length, 0);
        expect(rows - given.length).toBeLessThanOrEqual(Math.max(0, given.length - 1));
      }),
    );
  });

  it('has few shapes: at most seven numbers of rows for each length', () => {
    fc.assert(
      fc.property(lengths, (given) => {
        for (const { places } of scoreBlocks({ lengths: given, mostRows: () => 64 })) {
          expect([1, 2, 4, 8, 16, 32, 64]).toContain(places.length);
          // The first row is the longest, so its length is the block's.
          const ofBlock = places.map((place) => given[place] ?? 0);
          expect(ofBlock).toEqual(ofBlock.toSorted((a, b) => b - a));
        }
      }),
    );
  });
});
