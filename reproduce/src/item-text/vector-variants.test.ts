import { expect, test } from 'vitest';
import { vectorVariants } from './item-text.js';

const namesOf = (data: Parameters<typeof vectorVariants>[0]) =>
  vectorVariants(data).map(({ name }) => name);

test('items with titles alone have a line for each use of their texts', () => {
  expect(namesOf({ titles: true, features: [] })).toEqual(['id', 'text-init', 'text-add', 'text']);
});

test('items without titles have ids, alone and with their categories and numbers', () => {
  expect(namesOf({ titles: false, features: ['tags'] })).toEqual(['id', 'id+features']);
});

test('items with both have features beside ids, texts and their mixture', () => {
  expect(namesOf({ titles: true, features: ['genres', 'year:buckets'] })).toEqual([
    ...['id', 'text-init', 'text-add', 'text'],
    ...['id+features', 'text-init+features', 'text+features'],
  ]);
});
