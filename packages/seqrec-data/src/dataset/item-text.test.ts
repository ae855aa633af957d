import { expect, it } from 'vitest';
import { itemText } from './item-text.js';

it('is the title and the usual descriptions, in one order', () => {
  const attributes = { plot: 'Cops and robbers. ', year: 1995, description: 'A crime film' };
  expect(itemText({ title: 'Heat', attributes })).toBe('Heat. A crime film. Cops and robbers.');
});

it('is made of the named parts: numbers, and lists with commas', () => {
  const attributes = { genres: ['Action', 'Crime'], year: 1995, plot: 'Cops and robbers' };
  const item = { title: 'Heat', attributes };
  expect(itemText(item, ['genres', 'title', 'year'])).toBe('Action, Crime. Heat. 1995');
});

it('is empty where an item has none of the parts', () => {
  expect(itemText({})).toBe('');
  expect(
    itemText({ title: ' ', attributes: { year: 1995, genres: [] } }, ['title', 'genres']),
  ).toBe('');
});
