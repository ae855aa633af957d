import { expect, it } from 'vitest';
import { planRuns } from './run-plan.js';

const plan = (lengths: number[], biased: number[] = [], rows = 8) =>
  planRuns({
    lengths,
    biased: lengths.map((_, place) => biased.includes(place)),
    mostRows: () => rows,
  }).map(({ length, biased: has, places }) => [length, has, places]);

it('queries share a run unless padding would double what one costs', () => {
  expect(plan([8, 200, 8, 192, 100, 96])).toEqual([
    [200, false, [1, 3, 4]],
    [96, false, [5]],
    [8, false, [0, 2]],
  ]);
});

it('no run has more rows than its length may', () => {
  expect(plan([8, 8, 8], [], 2)).toEqual([
    [8, false, [0, 1]],
    [8, false, [2]],
  ]);
});

it('queries without a bias pay for none', () => {
  expect(plan([8, 8, 16], [1])).toEqual([
    [16, false, [2, 0]],
    [8, true, [1]],
  ]);
});

it('no queries make no run', () => {
  expect(plan([])).toEqual([]);
});
