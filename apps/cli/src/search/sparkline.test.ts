import { expect, test } from 'vitest';
import { sparkline } from './sparkline.js';

test('bars rise from the lowest to the highest', () => {
  expect(sparkline([0, 1, 2, 3.5, 7], { low: 0, high: 7 })).toBe('▁▂▃▄█');
});

test('of many values the last is always there', () => {
  const values = Array.from({ length: 100 }, (_, i) => i);
  const bars = sparkline(values, { low: 0, high: 99 });
  expect([...bars]).toHaveLength(20);
  expect(bars.endsWith('█')).toBe(true);
});

test('values that are all the same stand at the top', () => {
  expect(sparkline([2, 2], { low: 2, high: 2 })).toBe('██');
});
