import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gridTrials } from './grid.js';
import { lists } from './testing/arbitrary-lists.js';

describe('gridTrials', () => {
  it('changes the last setting fastest', () => {
    const space = { rate: { values: [0.001, 0.0005] }, length: { values: [50, 100] } };
    expect(gridTrials(space)).toEqual([
      { rate: 0.001, length: 50 },
      { rate: 0.001, length: 100 },
      { rate: 0.0005, length: 50 },
      { rate: 0.0005, length: 100 },
    ]);
  });

  it('has every combination exactly once', () => {
    fc.assert(
      fc.property(lists, (space) => {
        const trials = gridTrials(space);
        const size = Object.values(space).reduce(
          (product, { values }) => product * values.length,
          1,
        );
        expect(trials).toHaveLength(size);
        expect(new Set(trials.map((trial) => JSON.stringify(trial))).size).toBe(size);
        for (const trial of trials) {
          expect(Object.keys(trial)).toEqual(Object.keys(space));
          for (const [name, value] of Object.entries(trial)) {
            expect(space[name]?.values).toContain(value);
          }
        }
      }),
    );
  });

  it.each([
    [{}, 'the space names no setting, so there is nothing to search'],
    [{ a: { values: [] } }, 'a has no values'],
    [{ a: { values: [1, 2, 1] } }, 'a names the value 1 twice'],
    [{ a: { min: 1, max: 2 } }, 'a is a range, which a grid cannot enumerate: list its values'],
  ])('%j is refused', (space, message) => {
    expect(() => gridTrials(space)).toThrow(message);
  });

  it('refuses a grid of more than 10,000 points', () => {
    const values = Array.from({ length: 101 }, (_, value) => value);
    expect(() => gridTrials({ a: { values }, b: { values } })).toThrow('the grid has 10201 points');
  });
});
