import { expect, it } from 'vitest';
import { maskId, PAD, tableRows } from './item-ids.js';

it('three items take rows 1 to 3 of a table of five, between PAD and MASK', () => {
  expect([PAD, maskId(3), tableRows(3)]).toEqual([0, 4, 5]);
});
