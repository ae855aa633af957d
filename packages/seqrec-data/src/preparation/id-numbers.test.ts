import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ExternalId } from '../sources/interaction.js';
import { IdNumbers } from './id-numbers.js';

function numbered(ids: readonly ExternalId[]): number[] {
  const numbers = new IdNumbers();
  return ids.map((id) => numbers.numberOf(id));
}

test('ids are numbered as they appear', () => {
  expect(numbered(['tea', 7, 'tea', 'milk', 7])).toEqual([0, 1, 0, 2, 1]);
});

test('a number, its spelling and another spelling are three ids', () => {
  expect(numbered([7, '7', '07', 7, '7', '07', ' 7', '7.0'])).toEqual([0, 1, 2, 0, 1, 2, 3, 4]);
});

test('0 and the largest and smallest integers are ids like others', () => {
  const ids = [0, Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER, -1, 2 ** 32, '0', '-1'];
  expect(numbered([...ids, ...ids])).toEqual([0, 1, 2, 3, 4, 5, 6, 0, 1, 2, 3, 4, 5, 6]);
});

test('the numbers equal those of a Map, and give the ids back', () => {
  const id = fc.oneof(fc.maxSafeInteger(), fc.nat(3000), fc.string(), fc.nat(3000).map(String));
  fc.assert(
    fc.property(fc.array(id, { maxLength: 5000, size: 'max' }), (ids) => {
      const numbers = new IdNumbers();
      const map = new Map<ExternalId, number>();
      for (const each of ids) {
        if (!map.has(each)) map.set(each, map.size);
        expect(numbers.numberOf(each)).toBe(map.get(each));
      }
      expect(numbers.ids).toEqual([...map.keys()]);
    }),
    { numRuns: 20 },
  );
});
