import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gridTrials } from './grid.js';
import { randomTrials } from './random-trials.js';
import { lists } from './testing/arbitrary-lists.js';

const seed = fc.nat();

describe('randomTrials', () => {
  it('draws each point of a grid once, and all points if there are more trials than points', () => {
    const key = (trials: readonly object[]) => trials.map((trial) => JSON.stringify(trial)).sort();
    fc.assert(
      fc.property(lists, seed, (space, seed) => {
        expect(key(randomTrials(space, { trials: 1000, seed }))).toEqual(key(gridTrials(space)));
      }),
    );
  });

  it('the same seed gives the same trials, and a larger number of trials begins with the same ones', () => {
    const space = {
      rate: { min: 1e-4, max: 1e-2, scale: 'log' },
      layers: { min: 1, max: 4, integer: true },
      loss: { values: ['softmax', 'bce'] },
    } as const;
    fc.assert(
      fc.property(lists, seed, (listed, seed) => {
        for (const searched of [space, listed]) {
          const trials = randomTrials(searched, { trials: 7, seed });
          expect(randomTrials(searched, { trials: 7, seed })).toEqual(trials);
          expect(randomTrials(searched, { trials: 3, seed })).toEqual(trials.slice(0, 3));
        }
      }),
    );
  });

  it('another setting does not change the draws of the others', () => {
    const rate = { min: 1e-4, max: 1e-2, scale: 'log' } as const;
    const rates = (space: Parameters<typeof randomTrials>[0]) =>
      randomTrials(space, { trials: 5, seed: 1 }).map((trial) => trial.rate);
    expect(rates({ rate, share: { min: 0, max: 1 } })).toEqual(rates({ rate }));
  });

  it('draws within a range, and draws whole numbers if `integer` is set', () => {
    const whole = fc.record({
      min: fc.integer({ min: 1, max: 50 }),
      width: fc.integer({ min: 1, max: 50 }),
    });
    fc.assert(
      fc.property(whole, fc.constantFrom('linear', 'log'), seed, ({ min, width }, scale, seed) => {
        const range = { min, max: min + width, scale } as const;
        const space = { whole: { ...range, integer: true }, any: range };
        for (const trial of randomTrials(space, { trials: 20, seed })) {
          const { whole, any } = trial as { whole: number; any: number };
          expect(Number.isInteger(whole)).toBe(true);
          for (const value of [whole, any]) {
            expect(value).toBeGreaterThanOrEqual(range.min);
            expect(value).toBeLessThanOrEqual(range.max);
          }
        }
      }),
    );
  });

  it('a log scale draws each decade equally often', () => {
    const space = { rate: { min: 1e-4, max: 1e-1, scale: 'log' } } as const;
    const drawn = randomTrials(space, { trials: 3000, seed: 3 });
    const decades = [0, 0, 0];
    for (const { rate } of drawn) {
      const decade = Math.floor(Math.log10(Number(rate)) + 4);
      decades[decade] = (decades[decade] ?? 0) + 1;
    }
    // Each of the three is binomial with mean 1000 and deviation 26.
    for (const count of decades) expect(Math.abs(count - 1000)).toBeLessThan(110);
  });

  it('ends when all whole numbers are drawn', () => {
    const space = { layers: { min: 1, max: 3, integer: true } };
    const trials = randomTrials(space, { trials: 50, seed: 1 }).map(({ layers }) => layers);
    expect(trials.sort()).toEqual([1, 2, 3]);
  });

  it.each([
    [{ a: { min: 2, max: 1 } }, 'a is a range from min to a larger max, got 2 and 1'],
    [
      { a: { min: 0, max: 1, scale: 'log' as const } },
      'a has scale log: its min is above 0, got 0',
    ],
    [{ a: { min: 0.5, max: 2, integer: true } }, 'a takes whole numbers'],
  ])('%j is refused', (space, message) => {
    expect(() => randomTrials(space, { trials: 1, seed: 1 })).toThrow(message);
  });
});
