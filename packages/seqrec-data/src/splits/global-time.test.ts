import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Sequences, sequencesFromLists } from '../dataset/sequences.js';
import { arbitrarySequences } from '../testing/arbitrary-sequences.js';
import { splitSequences } from './split.js';

const dated = (users: readonly (readonly (readonly [item: number, moment: number])[])[]) => ({
  ...sequencesFromLists(users.map((events) => events.map(([item]) => item))),
  timestamps: BigInt64Array.from(users.flat(), ([, moment]) => BigInt(moment)),
});

describe('the global-time split', () => {
  // User 1 spans all periods, user 2 comes late, user 3 leaves early, user 4 skips validation.
  const sequences = dated([
    [
      [1, 10],
      [2, 19],
      [3, 20],
      [4, 25],
      [5, 30],
      [6, 31],
    ],
    [
      [7, 21],
      [8, 35],
    ],
    [[9, 5]],
    [
      [10, 1],
      [11, 40],
    ],
  ]);

  it('trains before the first moment, validates up to the second and tests after it', () => {
    const split = splitSequences(sequences, {
      kind: 'global-time',
      validationFrom: 20,
      testFrom: 30,
    });
    expect(split.train.userIds).toEqual([1, 3, 4]);
    expect([...split.train.items]).toEqual([1, 2, 9, 10]);

    // User 2 has no history before 20.
    expect(split.validation.size).toBe(1);
    expect([...split.validation.history(0).items]).toEqual([1, 2]);
    expect([...split.validation.targets(0)]).toEqual([3, 4]);

    const test = [0, 1, 2].map((i) => [
      split.test.user(i),
      [...split.test.history(i).items],
      [...split.test.targets(i)],
    ]);
    expect(test).toEqual([
      [0, [1, 2, 3, 4], [5, 6]],
      [1, [7], [8]],
      [3, [10], [11]],
    ]);
  });

  it('holds out only the first item of a period if the option says so', () => {
    const { test } = splitSequences(sequences, {
      kind: 'global-time',
      validationFrom: 20,
      testFrom: 30,
      targets: 'first',
    });
    expect([...test.targets(0)]).toEqual([5]);
  });

  it('puts no event after the cut, of any user, into training', () => {
    const moments = fc.tuple(fc.integer({ min: 0, max: 80 }), fc.integer({ min: 0, max: 40 }));
    fc.assert(
      fc.property(arbitrarySequences, moments, (input, [validationFrom, span]) => {
        const testFrom = validationFrom + span;
        const split = splitSequences(input, { kind: 'global-time', validationFrom, testFrom });
        const momentOf = (item: number) => Number(input.timestamps?.[item - 1]);
        for (const moment of split.train.timestamps ?? []) {
          expect(moment < BigInt(validationFrom)).toBe(true);
        }
        for (let i = 0; i < split.validation.size; i += 1) {
          for (const item of split.validation.targets(i)) {
            expect(momentOf(item)).toBeGreaterThanOrEqual(validationFrom);
            expect(momentOf(item)).toBeLessThan(testFrom);
          }
        }
        for (let i = 0; i < split.test.size; i += 1) {
          expect(Math.max(...[...split.test.history(i).items].map(momentOf))).toBeLessThan(
            testFrom,
          );
          expect(Math.min(...[...split.test.targets(i)].map(momentOf))).toBeGreaterThanOrEqual(
            testFrom,
          );
        }
      }),
      { numRuns: 300 },
    );
  });

  it('refuses data without timestamps, out of order, or moments in the wrong order', () => {
    const recipe = { kind: 'global-time', validationFrom: 1, testFrom: 2 } as const;
    const undatedSequences: Sequences = sequencesFromLists([[1]]);
    expect(() => splitSequences(undatedSequences, recipe)).toThrow('needs timestamps');
    expect(() =>
      splitSequences(
        dated([
          [
            [1, 5],
            [2, 4],
          ],
        ]),
        recipe,
      ),
    ).toThrow('user 1 is not in time order: event 1 at 4 comes after 5');
    expect(() => splitSequences(sequences, { ...recipe, testFrom: 0 })).toThrow(
      'validationFrom not after testFrom; they are 1 and 0',
    );
  });
});
