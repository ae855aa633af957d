import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MetricsError } from './metrics-error.js';
import { topK } from './top-k.js';

/** Few distinct values, so that ties are common; infinities included. */
const rows = fc
  .array(
    fc.oneof(
      fc.integer({ min: -3, max: 3 }),
      fc.double({ noNaN: true }),
      fc.constantFrom(Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0, -0),
    ),
    { maxLength: 120 },
  )
  .map((values) => Float64Array.from(values));

function bySorting(scores: ArrayLike<number>, indices: number[]): number[] {
  const at = (index: number) => scores[index] as number;
  return indices.sort((a, b) => (at(a) > at(b) ? -1 : at(a) < at(b) ? 1 : a - b));
}

describe('topK', () => {
  it('gives the best first, and the lower index first among equals', () => {
    const { indices, scores } = topK(Float32Array.of(9, 1, 3, 2, 3), 3, { from: 1 });
    expect([...indices]).toEqual([2, 4, 3]);
    expect(scores).toEqual(Float32Array.of(3, 3, 2));
  });

  it('equals the head of a full sort', () => {
    fc.assert(
      fc.property(rows, fc.integer({ min: 1, max: 130 }), (scores, k) => {
        const expected = bySorting(scores, [...scores.keys()]).slice(0, k);
        const best = topK(scores, k);
        expect([...best.indices]).toEqual(expected);
        expect([...best.scores]).toEqual(expected.map((index) => scores[index]));
      }),
      { numRuns: 500 },
    );
  });

  it('equals the head of a full sort of the candidates left by from, to, exclude and allow', () => {
    const indices = fc.array(fc.integer({ min: 0, max: 119 }), { maxLength: 60 });
    fc.assert(
      fc.property(
        rows,
        fc.integer({ min: 1, max: 20 }),
        fc.nat(60),
        fc.nat(60),
        indices,
        fc.option(indices),
        (scores, k, start, span, exclude, allow) => {
          const from = Math.min(start, scores.length);
          const to = Math.min(from + span, scores.length);
          const candidates = [...scores.keys()].filter(
            (index) =>
              index >= from &&
              index < to &&
              !exclude.includes(index) &&
              (allow === null || allow.includes(index)),
          );
          const best = topK(scores, k, {
            from,
            to,
            exclude: Int32Array.from(exclude),
            ...(allow === null ? {} : { allow: new Set(allow) }),
          });
          expect([...best.indices]).toEqual(bySorting(scores, candidates).slice(0, k));
        },
      ),
      { numRuns: 500 },
    );
  });

  it('selects from long rows in any order of arrival', () => {
    const length = 50_000;
    const waves = Float32Array.from({ length }, (_, i) => Math.round(1000 * Math.sin(i * i)));
    const rising = Float32Array.from({ length }, (_, i) => i);
    const falling = Float32Array.from({ length }, (_, i) => -i);
    const organPipe = Float32Array.from({ length }, (_, i) => Math.min(i, length - i));
    for (const row of [waves, rising, falling, organPipe]) {
      for (const k of [1, 10, 1000]) {
        const expected = bySorting(row, [...row.keys()]).slice(0, k);
        expect([...topK(row, k).indices]).toEqual(expected);
      }
    }
  });

  it('ranks infinities first and last, and returns -Infinity when nothing else is left', () => {
    const { indices } = topK(Float32Array.of(-Infinity, 1, Infinity, -Infinity), 3);
    expect([...indices]).toEqual([2, 1, 0]);
  });

  it('gives all candidates if there are fewer than k, and none if there are none', () => {
    expect([...topK(Float32Array.of(1, 2), 5).indices]).toEqual([1, 0]);
    expect(topK(new Float32Array(0), 5).indices.length).toBe(0);
    expect(topK(Float32Array.of(1, 2), 1, { allow: new Set() }).indices.length).toBe(0);
  });

  it('names the index of a NaN anywhere among the candidates', () => {
    fc.assert(
      fc.property(fc.nat(99), fc.integer({ min: 1, max: 10 }), (place, k) => {
        const scores = Float32Array.from({ length: 100 }, (_, i) => 100 - i);
        scores[place] = Number.NaN;
        expect(() => topK(scores, k)).toThrow(`index ${place} is NaN`);
        expect(() => topK(scores, k, { exclude: Int32Array.of(place) })).not.toThrow();
        // Among scores that are so low that the search skips over them.
        const equal = new Float64Array(100);
        equal[place] = Number.NaN;
        expect(() => topK(equal, k)).toThrow(`index ${place} is NaN`);
      }),
    );
  });

  it('refuses a k below 1 and a range outside the row', () => {
    const scores = Float32Array.of(1, 2);
    expect(() => topK(scores, 0)).toThrow(MetricsError);
    expect(() => topK(scores, 0)).toThrow('k must be a whole number of at least 1, got 0');
    expect(() => topK(scores, 1.5)).toThrow('got 1.5');
    expect(() => topK(scores, 1, { to: 3 })).toThrow('from 0 to 3');
    expect(() => topK(scores, 1, { from: 2, to: 1 })).toThrow('from 2 to 1');
  });
});
