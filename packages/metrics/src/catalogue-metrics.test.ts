import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import golden from '../golden/catalogue.json' with { type: 'json' };
import { catalogueMetrics } from './catalogue-metrics.js';

const example = { itemCount: 4, popularity: [0, 6, 1, 1, 0], k: 2 };

describe('catalogueMetrics', () => {
  it('gives the numbers of the worked example', () => {
    const lists = [Int32Array.of(1, 2), Int32Array.of(1, 3)];
    const metrics = catalogueMetrics(lists, example);
    expect(metrics).toEqual({
      coverage: 0.75,
      novelty: (Math.log2(8 / 6) + 3) / 2,
      averagePopularity: 3.5,
      gini: 0.375,
    });
    const similarity = (a: number, b: number) => 1 / (a + b);
    // The pairs (1, 2) and (1, 3): (2/3 + 3/4) / 2.
    const { intraListDiversity } = catalogueMetrics(lists, { ...example, similarity });
    expect(intraListDiversity).toBeCloseTo(17 / 24, 12);
  });

  it('agrees with numpy, where Gini is a mean absolute difference', () => {
    const metrics = catalogueMetrics(
      golden.lists.map((list) => Int32Array.from(list)),
      { ...golden, similarity: (a, b) => golden.similarity[a]?.[b] ?? Number.NaN },
    );
    expect(Object.keys(metrics).sort()).toEqual(Object.keys(golden.expected).sort());
    for (const [key, expected] of Object.entries(golden.expected)) {
      expect(metrics[key as keyof typeof metrics], key).toBeCloseTo(expected, 12);
    }
  });

  it('has a Gini of 0 for equal exposure and of (V - 1) / V for one item only', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 30 }), (itemCount) => {
        const options = { itemCount, popularity: new Float64Array(itemCount + 1).fill(1), k: 1 };
        const each = Array.from({ length: itemCount }, (_, i) => Int32Array.of(i + 1));
        expect(catalogueMetrics(each, options)).toMatchObject({ coverage: 1, gini: 0 });
        const { gini } = catalogueMetrics([Int32Array.of(itemCount)], options);
        expect(gini).toBeCloseTo((itemCount - 1) / itemCount, 12);
      }),
    );
  });

  it('counts only the first k items, and leaves empty lists out of the means', () => {
    const lists = [Int32Array.of(2, 1, 3), Int32Array.of()];
    expect(catalogueMetrics(lists, { ...example, k: 1 })).toMatchObject({
      coverage: 0.25,
      averagePopularity: 1,
      novelty: 3,
    });
  });

  it('counts an item without interactions as if it had one', () => {
    expect(catalogueMetrics([Int32Array.of(4)], example).novelty).toBe(3);
  });

  it('has no intra-list diversity if no list has a pair', () => {
    const metrics = catalogueMetrics([Int32Array.of(4)], { ...example, similarity: () => 0 });
    expect('intraListDiversity' in metrics).toBe(false);
  });

  it('refuses lists and popularity that do not fit the catalogue', () => {
    const of = (...items: number[]) => catalogueMetrics([Int32Array.from(items)], example);
    expect(() => of(5)).toThrow('list 0 holds item 5, but items are 1..4');
    expect(() => of(0)).toThrow('list 0 holds item 0');
    expect(() => of(2, 2)).toThrow('list 0 holds item 2 twice');
    expect(() => of()).toThrow('no list holds an item');
    const withPopularity = (popularity: number[]) => () =>
      catalogueMetrics([Int32Array.of(1)], { ...example, popularity });
    expect(withPopularity([1, 1])).toThrow('itemCount + 1 = 5 entries, got 2');
    expect(withPopularity([0, 1, -1, 1, 1])).toThrow('the popularity of item 2 is -1');
    expect(withPopularity([9, 0, 0, 0, 0])).toThrow('no item has an interaction');
  });
});
