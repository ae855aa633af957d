import fc from 'fast-check';
import { expect, it } from 'vitest';
import { compareIds, isExternalId } from './interaction.js';

it('ids are ordered: numbers by size, then strings by code unit', () => {
  expect(['b', 10, 'B', 9, '10', '9', 'a'].sort(compareIds)).toEqual([
    9,
    10,
    '10',
    '9',
    'B',
    'a',
    'b',
  ]);
});

it('two ids compare as equal only when they are the same', () => {
  const id = fc.oneof(fc.integer({ min: -3, max: 3 }), fc.string({ maxLength: 2 }));
  fc.assert(
    fc.property(id, id, (a, b) => {
      expect(compareIds(a, b) === 0).toBe(a === b);
      expect(Math.sign(compareIds(a, b))).toBe(-Math.sign(compareIds(b, a)) + 0);
    }),
  );
});

it('ids are texts that are not empty and whole numbers', () => {
  expect(['a', 0, -5, '0'].every(isExternalId)).toBe(true);
  expect(['', 0.5, 2 ** 53, Number.NaN, null, undefined, 5n].some(isExternalId)).toBe(false);
});
