import { expect, it } from 'vitest';
import golden from '../golden/baselines.json' with { type: 'json' };
import { interactionMatrix } from './interaction-matrix.js';
import { finish } from './testing/finish.js';
import { goldenTrain } from './testing/golden-rows.js';
import { dot, type Factors, gramMatrix, solveRows } from './weighted-ridge.js';

const { itemFactors, users, confidence, regularization } = golden.leastSquares;
const width = itemFactors[0]?.length ?? 0;
const padded = [new Array<number>(width).fill(0), ...itemFactors];
const items: Factors = { rows: padded.length, width, data: Float64Array.from(padded.flat()) };
const { byUser } = interactionMatrix(goldenTrain, golden.itemCount);

function solve(steps: number): Factors {
  const data = new Float64Array(byUser.rows * width);
  const unknown = { rows: byUser.rows, width, data };
  finish(solveRows(byUser, items, unknown, { confidence, regularization, steps }));
  return unknown;
}

it("agrees with numpy's direct solve after one step per factor", () => {
  for (const [place, expected] of users.flat().entries()) {
    expect(solve(width).data[place]).toBeCloseTo(expected, 9);
  }
});

it('stops at the solution', () => {
  expect(solve(1000).data.every(Number.isFinite)).toBe(true);
  for (const [place, expected] of users.flat().entries()) {
    expect(solve(1000).data[place]).toBeCloseTo(expected, 12);
  }
});

it('multiplies vectors of any length', () => {
  const data = Float64Array.of(9, 1, 2, 3, 4, 5, 6, 7, 8, 9);
  const sums = [0, 1, 3, 6, 10, 15, 21, 28, 36];
  for (const [length, sum] of sums.entries()) {
    expect(dot(new Float64Array(length).fill(1), data, 1)).toBe(sum);
  }
});

it('gives the Gram matrix', () => {
  const factors = { rows: 2, width: 2, data: Float64Array.of(1, 2, 3, 4) };
  expect([...gramMatrix(factors)]).toEqual([10, 14, 14, 20]);
});
