import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import golden from '../golden/likes.json' with { type: 'json' };
import { areaUnderCurve, logLoss } from './binary-metrics.js';

describe('metrics of likes', () => {
  it('equal those of scikit-learn, ties included', () => {
    for (const { labels, scores, auc, logLoss: loss } of golden) {
      expect(areaUnderCurve(labels, scores)).toBeCloseTo(auc, 12);
      expect(logLoss(labels, scores)).toBeCloseTo(loss, 12);
    }
  });

  it('equal scores are chance, and a reversed ranking is the complement', () => {
    expect(areaUnderCurve([1, 0, 1], [7, 7, 7])).toBe(0.5);
    const example = fc.record({
      label: fc.constantFrom(0, 1),
      score: fc.integer({ max: 3, min: 0 }),
    });
    fc.assert(
      fc.property(fc.array(example), (examples) => {
        const labels = [0, 1, ...examples.map(({ label }) => label)];
        const scores = [1, 2, ...examples.map(({ score }) => score)];
        const reversed = scores.map((score) => -score);
        expect(areaUnderCurve(labels, scores) + areaUnderCurve(labels, reversed)).toBeCloseTo(1, 9);
      }),
    );
  });

  it('a sure error has a finite log loss', () => {
    expect(logLoss([1], [0])).toBeCloseTo(Math.log(1e7), 6);
  });

  it('refuse examples of one label, other labels, and columns that do not fit', () => {
    expect(() => areaUnderCurve([1, 1], [0, 1])).toThrow('got 2 of label 1 and 0 of label 0');
    expect(() => areaUnderCurve([1, 2], [0, 1])).toThrow('a label is 0 or 1, got 2');
    expect(() => logLoss([1, 0], [0.5])).toThrow('got 2 labels and 1 values');
    expect(() => logLoss([], [])).toThrow('got 0 labels');
    expect(() => areaUnderCurve([1, 0], [0, Number.NaN])).toThrow('NaN');
  });
});
