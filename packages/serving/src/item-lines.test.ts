import type { ItemRecord } from '@org/seqrec-data';
import { expect, it } from 'vitest';
import { catalogueOf, itemLines } from './item-lines.js';

const items: readonly ItemRecord[] = Array.from({ length: 5000 }, (_, place) => ({
  index: place + 1,
  id: place % 2 === 0 ? place : `item\n${place}`,
  ...(place % 3 > 0 && { title: `Amélie ${place} 😀` }),
  ...(place % 5 === 0 && { attributes: { year: place, genre: ['War', ''] } }),
}));

it('a catalogue crosses threads as lines, and is made while other things run', async () => {
  let turns = 0;
  let done = false;
  const turn = () => {
    turns += 1;
    if (!done) setImmediate(turn);
  };
  turn();
  const catalogue = await catalogueOf(itemLines(items), [{ id: 'new', title: 'Solaris' }]);
  done = true;
  expect(turns).toBeGreaterThanOrEqual(4);
  expect(catalogue.items).toEqual(items);
  expect(catalogue.indexOf('item\n7')).toBe(8);
  expect(catalogue.resolve('AMÉLIE 7 😀')).toEqual({ kind: 'found', item: items[7] });
  expect(catalogue.resolve('Solaris').kind).toBe('untrained');
});

it('a catalogue of no items is empty', async () => {
  expect((await catalogueOf(itemLines([]), [])).itemCount).toBe(0);
});
