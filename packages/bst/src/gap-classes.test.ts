import { expect, it } from 'vitest';
import { gapClass } from './gap-classes.js';

it.each([
  [0, 1],
  [0.5, 1],
  [1, 2],
  [3600, 12],
  [2 ** 31, 32],
  [1e12, 32],
])(
  '%d seconds are of class %d: each class has twice the seconds of the one before',
  (seconds, wanted) => {
    expect(gapClass(seconds)).toBe(wanted);
  },
);

it('an unknown time, and one before the event, are of class 0', () => {
  expect(gapClass(Number.NaN)).toBe(0);
  expect(gapClass(-1)).toBe(0);
});
