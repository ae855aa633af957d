import { expect, test } from 'vitest';
import { timestampUnitOf } from './timestamp-unit.js';

test.each([
  [{ source: { timestampUnit: 'seconds' }, lastEvent: 1_700_000_000_000 }, 'seconds'],
  [{ source: {}, lastEvent: 1_700_000_000_000 }, 'milliseconds'],
  [{ source: {}, lastEvent: 1_700_000_000 }, 'seconds'],
  [{ source: {} }, undefined],
  [{}, undefined],
])('times of a model whose data says %j are in %s', (data, unit) => {
  expect(timestampUnitOf({ data })).toBe(unit);
});
