import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { choosePieceRows } from './piece-rows.js';

const MIB = 2 ** 20;

describe('choosePieceRows', () => {
  it('takes as many rows as write a hundred megabytes or so', () => {
    const bytesOf = (rows: number) => rows * 12 * MIB;
    expect(choosePieceRows({ rows: 128, lanes: 2, bytesOf })).toBe(8);
  });

  it('takes more where much is written whatever the rows', () => {
    const bytesOf = (rows: number) => 168 * MIB + rows * 7 * MIB;
    expect(choosePieceRows({ rows: 1024, lanes: 2, bytesOf })).toBeGreaterThan(64);
  });

  it('cuts every batch into pieces of which lanes get equal numbers, with few rows to fill up', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 2000 }),
        fc.integer({ min: 1, max: 16 }),
        fc.integer({ min: 1, max: 400 * MIB }),
        fc.integer({ min: 1, max: 40 * MIB }),
        (rows, lanes, fixed, perRow) => {
          const size = choosePieceRows({ rows, lanes, bytesOf: (n) => fixed + n * perRow });
          expect(Number.isInteger(size) && size >= 1 && size <= Math.ceil(rows / lanes)).toBe(true);
          const perLane = Math.ceil(rows / lanes / size);
          expect(size * perLane * lanes - rows).toBeLessThan(perLane * lanes);
        },
      ),
    );
  });
});
