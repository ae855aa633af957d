import { describe, expect, it } from 'vitest';
import { Catalogue } from './catalogue.js';

const catalogue = new Catalogue([
  { index: 1, id: 5, title: 'Matrix, The (1999)' },
  { index: 2, id: '5', title: 'Amélie (2001)' },
  { index: 3, id: 'tt7', title: 'The Matrix Reloaded (2003)' },
  { index: 4, id: 'none' },
  { index: 5, id: '9', title: 'Animatrix, The (2003)' },
  { index: 6, id: 'twin', title: 'amélie (2001)' },
]);

describe('Catalogue', () => {
  it('tells the id 5 from the id "5"', () => {
    expect([catalogue.indexOf(5), catalogue.indexOf('5'), catalogue.indexOf(9)]).toEqual([
      1,
      2,
      undefined,
    ]);
  });

  it('gives items by index, and refuses those that are none', () => {
    expect(catalogue.itemCount).toBe(6);
    expect(catalogue.item(4)).toEqual({ index: 4, id: 'none' });
    for (const index of [0, 7, 1.5, Number.NaN]) {
      expect(() => catalogue.item(index)).toThrow(`item index ${index} is not in 1..6`);
    }
  });

  it('finds an id, else the number the text spells, else a title', () => {
    expect(catalogue.find('5')?.index).toBe(2);
    expect(new Catalogue([{ index: 1, id: 5 }]).find('5')?.index).toBe(1);
    expect(new Catalogue([{ index: 1, id: 5 }]).find('05')).toBeUndefined();
    expect(catalogue.find(' MATRIX, the (1999)')?.index).toBe(1);
    expect(catalogue.find('AMÉLIE (2001)')?.index).toBe(2);
    expect(catalogue.find('Matrix')).toBeUndefined();
  });

  it('has a title for several items, all of which it names', () => {
    const twins = new Catalogue([
      { index: 1, id: 'b', title: 'Heat' },
      { index: 2, id: 'x', title: 'Solaris' },
      { index: 3, id: 'a', title: ' HEAT' },
    ]);
    expect(twins.titled('heat ').map(({ id }) => id)).toEqual(['b', 'a']);
    expect(twins.find('heat')?.id).toBe('b');
    expect(twins.titled('b')).toEqual([]);
  });

  it('searches titles by words, without case and accents, best first', () => {
    const titles = (query: string, limit = 10) =>
      catalogue.search(query, limit).map(({ index }) => index);
    expect(titles('the matrix')).toEqual([3, 1, 5]);
    expect(titles('MATRIX')).toEqual([1, 3, 5]);
    expect(titles('amelie')).toEqual([2, 6]);
    expect(titles('matrix', 2)).toEqual([1, 3]);
    expect(titles('2003 relo')).toEqual([3]);
    expect(titles('matrix godfather')).toEqual([]);
    expect(titles(' ?! ')).toEqual([]);
  });

  it('refuses gaps in the indices and ids that come twice', () => {
    expect(() => new Catalogue([{ index: 2, id: 'a' }])).toThrow(
      'item "a" has index 2, expected 1: a catalogue lists its items in order from index 1',
    );
    expect(
      () =>
        new Catalogue([
          { index: 1, id: 'a' },
          { index: 2, id: 'a' },
        ]),
    ).toThrow('items 1 and 2 have the same id "a"');
  });
});
