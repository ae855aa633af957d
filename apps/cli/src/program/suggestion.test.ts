import { expect, test } from 'vitest';
import { closest, closestFew } from './suggestion.js';

test('a typing error is recognised, another word is not', () => {
  expect(closest('epoch', ['epochs', 'patience'])).toBe('epochs');
  expect(closest('Toy Stroy (1995)', ['Toy Story (1995)', 'Heat (1995)'])).toBe('Toy Story (1995)');
  expect(closest('banana', ['epochs', 'patience'])).toBeUndefined();
  expect(closest('ab', ['cd'])).toBeUndefined();
});

test('the nearest come first', () => {
  expect(closestFew('layer', ['layers', 'player', 'laser', 'epochs'], 2)).toEqual([
    'layers',
    'player',
  ]);
});
