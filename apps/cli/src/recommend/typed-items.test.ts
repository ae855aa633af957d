import { Catalogue, type ItemRecord } from '@org/seqrec-data';
import { expect, test } from 'vitest';
import { typedItems } from './typed-items.js';

const items: ItemRecord[] = [
  { index: 1, id: 'a', title: 'Heat (1995)' },
  { index: 2, id: 'b', title: 'Heat (1995)' },
  { index: 3, id: 7, title: '10' },
  { index: 4, id: 10 },
  { index: 5, id: 'tab\there', title: 'Bell \u0007' },
  { index: 6, id: 'c', title: 'two\nlines' },
  { index: 7, id: '5' },
  { index: 8, id: 5 },
  { index: 9, id: 'half \ud83c', title: 'Whole 🎬' },
];
const catalogue = new Catalogue(items);
const typed = (...indices: number[]) =>
  typedItems(
    catalogue,
    indices.map((index) => catalogue.item(index)),
    indices.length,
  );

test('an item is typed by its title if the title is unique, else by its id', () => {
  expect(typed(1, 2)).toEqual(['a', 'b']);
  expect(typed(3, 4)).toEqual(['7', '10']);
  expect(typed(6, 9)).toEqual(['two\nlines', 'Whole 🎬']);
});

test('an item without a usable text is skipped', () => {
  expect(typed(7, 8)).toEqual(['5']);
  expect(typed(5)).toEqual([]);
});

test('takes the newest items, oldest first, each once', () => {
  const history = [3, 4, 6, 4].map((index) => catalogue.item(index));
  expect(typedItems(catalogue, history, 2)).toEqual(['two\nlines', '10']);
});
