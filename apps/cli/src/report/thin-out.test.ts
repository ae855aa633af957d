import { expect, test } from 'vitest';
import { thinOut } from './thin-out.js';

const points = [
  { x: 1, y: 4 },
  { x: 2, y: 2 },
  { x: 3, y: 1 },
];

test('neighbours become their mean', () => {
  expect(thinOut(points, 2)).toEqual([
    { x: 1.5, y: 3 },
    { x: 3, y: 1 },
  ]);
});

test('few points are unchanged', () => {
  expect(thinOut(points, 3)).toBe(points);
  expect(thinOut([], 3)).toEqual([]);
});
