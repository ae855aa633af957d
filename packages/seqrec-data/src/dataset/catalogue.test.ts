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
  it('distinguishes the id 5 from the id "5"', () => {
    expect([catalogue.indexOf(5), catalogue.indexOf('5'), catalogue.indexOf(9)]).toEqual([
      1,
      2,
      undefined,
    ]);
  });

  it('gives items by index, and refuses indices out of range', () => {
    expect(catalogue.itemCount).toBe(6);
    expect(catalogue.item(4)).toEqual({ index: 4, id: 'none' });
    for (const index of [0, 7, 1.5, Number.NaN]) {
      expect(() => catalogue.item(index)).toThrow(`item index ${index} is not in 1..6`);
    }
  });

  it('resolves an id, else the same id as text or number, else a title', () => {
    const found = (wanted: string | number) => {
      const resolution = catalogue.resolve(wanted);
      return resolution.kind === 'found' ? resolution.item.index : resolution.kind;
    };
    expect([found(5), found('5'), found(9), found('9')]).toEqual([1, 2, 5, 5]);
    expect(new Catalogue([{ index: 1, id: 5 }]).resolve('5').kind).toBe('found');
    expect(new Catalogue([{ index: 1, id: 5 }]).resolve('05').kind).toBe('unknown');
    expect(found(' MATRIX, the (1999)')).toBe(1);
    expect(found('The Matrix Reloaded (2003)'.normalize('NFD'))).toBe(3);
    expect([found('Matrix'), found('NaN'), found('')]).toEqual(['unknown', 'unknown', 'unknown']);
  });

  it('resolves a title that several items share to all of them, for any encoding of its accents', () => {
    for (const title of ['AMÉLIE (2001)', 'Ame\u0301lie (2001)']) {
      expect(catalogue.resolve(title)).toMatchObject({
        kind: 'ambiguous',
        items: [{ id: '5' }, { id: 'twin' }],
      });
    }
  });

  it('resolves an untrained item to an item that cannot be used', () => {
    const withTitles = new Catalogue(
      [
        { index: 1, id: 'a', title: 'Heat' },
        { index: 2, id: 'b', title: '300' },
      ],
      [
        { id: 300, title: 'Zulu' },
        { id: 'h', title: 'Heat' },
      ],
    );
    const zulu = { kind: 'untrained', item: { id: 300, title: 'Zulu' } };
    for (const wanted of [300, '300', 'zulu']) expect(withTitles.resolve(wanted)).toEqual(zulu);
    expect(withTitles.resolve('heat')).toMatchObject({ kind: 'found', item: { id: 'a' } });
    expect(withTitles.resolve('h').kind).toBe('untrained');
  });

  it('searches titles by words, ignoring case and accents, best first', () => {
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

  it('refuses gaps in the indices, and repeated ids', () => {
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
