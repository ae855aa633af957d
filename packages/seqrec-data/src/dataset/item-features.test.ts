import { describe, expect, it } from 'vitest';
import { encodeItemFeatures, fitItemFeatures, itemFeatureColumns } from './item-features.js';
import { formatItemFeatures, parseItemFeatures } from './item-features-file.js';

const films = [
  { id: 1, attributes: { genres: ['Crime', 'Action'], year: 1995, price: '4' } },
  { id: 2, attributes: { genres: ['Crime'], year: 1997, price: '8' } },
  { id: 3, attributes: { genres: ['Drama', 'Crime'], year: 1999, price: '1e3' } },
  { id: 4 },
];

describe('features of items', () => {
  it('are a column for each category, the most frequent first, and the mean of several', () => {
    const features = fitItemFeatures(films, ['genres']);
    expect(features).toEqual([
      { attribute: 'genres', kind: 'category', values: ['Crime', 'Action', 'Drama'] },
    ]);
    expect([...encodeItemFeatures(features, films)]).toEqual(
      [
        [0.5, 0.5, 0],
        [1, 0, 0],
        [0.5, 0, 0.5],
        [0, 0, 0],
      ].flat(),
    );
  });

  it('are zeros for values that no column has, so that the known ones keep their mean', () => {
    const features = fitItemFeatures(films, ['genres']);
    const unknown = [
      { id: 5, attributes: { genres: ['Western'] } },
      { id: 6, attributes: { genres: ['Western', 'Drama', 'Drama'] } },
    ];
    expect([...encodeItemFeatures(features, unknown)]).toEqual([0, 0, 0, 0, 0, 1]);
  });

  it('are deviations from the mean of numbers, five at most, and the mean where there is none', () => {
    const features = fitItemFeatures(films, ['year']);
    expect(features).toMatchObject([{ kind: 'number', mean: 1997 }]);
    const others = [
      { id: 7, attributes: { year: 1000 } },
      { id: 8, attributes: {} },
    ];
    const encoded = [...encodeItemFeatures(features, [...films, ...others])];
    const unit = Math.sqrt(1.5);
    [-unit, 0, unit, 0, -5, 0].forEach((value, i) => {
      expect(encoded[i]).toBeCloseTo(value, 6);
    });
    // Equal numbers say nothing.
    const same = [{ id: 1, attributes: { year: 3 } }];
    expect([...encodeItemFeatures(fitItemFeatures(same, ['year']), same)]).toEqual([0]);
  });

  it('are a column for each tenth of numbers, a tenth of equal numbers counting once', () => {
    const items = Array.from({ length: 20 }, (_, id) => ({
      id,
      attributes: { price: id < 12 ? 1 : id },
    }));
    const features = fitItemFeatures(items, ['price:buckets']);
    expect(features).toEqual([{ attribute: 'price', kind: 'buckets', bounds: [12, 14, 16, 18] }]);
    const asked = [0, 12, 13, 14, 99, -1].map((price) => ({ id: price, attributes: { price } }));
    const rows = [...encodeItemFeatures(features, asked)];
    const columnOf = (i: number) => rows.slice(5 * i, 5 * i + 5).indexOf(1);
    expect(asked.map((_, i) => columnOf(i))).toEqual([0, 1, 1, 2, 4, 0]);
    expect(rows.filter((value) => value === 1)).toHaveLength(asked.length);
  });

  it('read texts as numbers, and numbers as categories, where the kind says so', () => {
    const features = fitItemFeatures(films, ['price:number', 'year:category']);
    expect(features).toMatchObject([
      { kind: 'number', mean: 1012 / 3 },
      { kind: 'category', values: ['1995', '1997', '1999'] },
    ]);
    expect(itemFeatureColumns(features)).toBe(4);
    expect(encodeItemFeatures(features, films)).toHaveLength(16);
  });

  it('cut texts of several values', () => {
    const items = [{ id: 1, attributes: { tags: 'new | red, round;red' } }];
    expect(fitItemFeatures(items, ['tags:categories'])).toMatchObject([
      { values: ['new', 'red', 'round'] },
    ]);
    expect(fitItemFeatures(items, ['tags'])).toMatchObject([{ values: ['new | red, round;red'] }]);
  });

  it('are fitted to items with events in training, and the most frequent values', () => {
    const counts = [3, 0, 1, 2];
    expect(fitItemFeatures(films, ['year'], { counts })).toMatchObject([{ mean: 1997 }]);
    expect(fitItemFeatures(films, ['year'], { counts: [0, 5, 0, 0] })).toMatchObject([
      { mean: 1997, deviation: 1 },
    ]);
    expect(fitItemFeatures(films, ['genres'], { maxValues: 2 })).toMatchObject([
      { values: ['Crime', 'Action'] },
    ]);
  });

  it.each([
    [
      ['genre'],
      'no item has the attribute genre: the items have the attributes genres, year, price',
    ],
    [
      ['genres:number'],
      'genres of item 1 is not a number: ["Crime","Action"]; give its values columns with genres:category',
    ],
    [['year', 'year:buckets'], 'the feature year is named twice'],
  ])('%j are refused', (names, message) => {
    expect(() => fitItemFeatures(films, names)).toThrow(message);
  });

  it('are refused for an item whose number is none, and for too many items', () => {
    const features = fitItemFeatures(films, ['price:number']);
    expect(() =>
      encodeItemFeatures(features, [{ id: 'x', attributes: { price: 'dear' } }]),
    ).toThrow('price of item x is not a number: "dear"');
    const wide = [
      { attribute: 'a', kind: 'category', values: new Array(1 << 20).fill('') },
    ] as const;
    expect(() => encodeItemFeatures(wide, new Array(1024).fill({ id: 1 }))).toThrow(
      'features of 1048576 columns for 1024 items have more than 268435456 values: leave out an attribute with many values',
    );
  });

  it('have a text from which they are read again, and no other text', () => {
    const features = fitItemFeatures(films, ['genres', 'year', 'price:buckets']);
    const text = formatItemFeatures(features);
    expect(parseItemFeatures(text, 'f.json')).toEqual(features);
    for (const damaged of [text.slice(2), text.replace('"mean"', '"man"'), '{}']) {
      expect(() => parseItemFeatures(damaged, 'f.json')).toThrow(
        'f.json does not describe features of items',
      );
    }
  });
});
