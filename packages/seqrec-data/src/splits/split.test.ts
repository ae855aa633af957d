import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Sequences, sequenceOf, sequencesFromLists } from '../dataset/sequences.js';
import type { SplitRecipe } from '../dataset/split-recipe.js';
import type { ExternalId } from '../sources/interaction.js';
import { arbitrarySequences } from '../testing/arbitrary-sequences.js';
import type { EvaluationSet } from './evaluation-set.js';
import { type Split, splitSequences } from './split.js';

const lists = (sequences: Sequences) =>
  sequences.userIds.map((id, row) => [id, [...sequenceOf(sequences, row)]]);

const questions = (set: EvaluationSet) =>
  Array.from({ length: set.size }, (_, i) => [
    set.user(i),
    [...set.history(i).items],
    [...set.targets(i)],
  ]);

describe('leave-one-out', () => {
  it('holds out the last item for test and the one before it for validation', () => {
    const sequences = sequencesFromLists(
      [
        [4, 1, 3, 2],
        [5, 6, 7],
      ],
      ['ann', 'bob'],
    );
    const split = splitSequences(sequences, { kind: 'leave-one-out' });
    expect(lists(split.train)).toEqual([
      ['ann', [4, 1]],
      ['bob', [5]],
    ]);
    expect(questions(split.validation)).toEqual([
      [0, [4, 1], [3]],
      [1, [5], [6]],
    ]);
    expect(questions(split.test)).toEqual([
      [0, [4, 1, 3], [2]],
      [1, [5, 6], [7]],
    ]);
  });

  it('gives histories the times of their events, if the sequences have times', () => {
    const timestamps = BigInt64Array.of(10n, 20n, 20n, 40n);
    const sequences = { ...sequencesFromLists([[4, 1, 3, 2]]), timestamps };
    const { validation, test } = splitSequences(sequences, { kind: 'leave-one-out' });
    expect(validation.history(0).timestamps).toEqual(BigInt64Array.of(10n, 20n));
    expect(test.history(0).timestamps).toEqual(BigInt64Array.of(10n, 20n, 20n));
    expect(validation.history(0).targetTime).toBe(20n);
    expect(test.history(0).targetTime).toBe(40n);
  });

  it('keeps all items of users with fewer than 3 items in training', () => {
    const split = splitSequences(sequencesFromLists([[1, 2], [3], [4, 5, 6]]), {
      kind: 'leave-one-out',
    });
    expect(lists(split.train)).toEqual([
      [1, [1, 2]],
      [2, [3]],
      [3, [4]],
    ]);
    expect(questions(split.validation)).toEqual([[2, [4], [5]]]);
    expect(questions(split.test)).toEqual([[2, [4, 5], [6]]]);
  });

  it('counts the sessions of a user as one history, cut once', () => {
    const sessions = sequencesFromLists(
      [[1, 2], [3, 4, 5], [6], [7]],
      ['ann', 'ann', 'ann', 'bob'],
    );
    const split = splitSequences(sessions, { kind: 'leave-one-out' });
    expect(lists(split.train)).toEqual([
      ['ann', [1, 2]],
      ['ann', [3, 4]],
      ['bob', [7]],
    ]);
    expect(questions(split.validation)).toEqual([[1, [1, 2, 3, 4], [5]]]);
    expect(questions(split.test)).toEqual([[2, [1, 2, 3, 4, 5], [6]]]);
  });
});

describe('leave-last-n', () => {
  it('holds out the given numbers of items', () => {
    const split = splitSequences(
      sequencesFromLists([
        [1, 2, 3, 4, 5, 6],
        [7, 8, 9, 10, 11],
      ]),
      {
        kind: 'leave-last-n',
        validation: 2,
        test: 3,
      },
    );
    expect(lists(split.train)).toEqual([
      [1, [1]],
      [2, [7, 8, 9, 10, 11]],
    ]);
    expect(questions(split.validation)).toEqual([[0, [1], [2, 3]]]);
    expect(questions(split.test)).toEqual([[0, [1, 2, 3], [4, 5, 6]]]);
  });

  it('holds out 50 and 100 items only for users with more items, and keeps the others in training', () => {
    const upTo = (count: number) => Array.from({ length: count }, (_, i) => i + 1);
    const split = splitSequences(sequencesFromLists([upTo(150), upTo(151), upTo(400)]), {
      kind: 'leave-last-n',
      validation: 50,
      test: 100,
    });
    expect(split.train.offsets).toEqual(Int32Array.of(0, 150, 151, 401));
    const sizes = (set: EvaluationSet) =>
      Array.from({ length: set.size }, (_, i) => [
        set.user(i),
        set.history(i).items.length,
        set.targets(i).length,
      ]);
    expect(sizes(split.validation)).toEqual([
      [1, 1, 50],
      [2, 250, 50],
    ]);
    expect(sizes(split.test)).toEqual([
      [1, 51, 100],
      [2, 300, 100],
    ]);
  });

  it('makes an empty validation set for 0 items', () => {
    const recipe = { kind: 'leave-last-n', validation: 0, test: 1 } as const;
    const split = splitSequences(sequencesFromLists([[1, 2]]), recipe);
    expect(split.validation.size).toBe(0);
    expect(questions(split.test)).toEqual([[0, [1], [2]]]);
  });

  it.each([
    [0, 0],
    [-1, 2],
    [1, 0.5],
  ])('refuses to hold out %d and %d items', (validation, test) => {
    const recipe = { kind: 'leave-last-n', validation, test } as const;
    expect(() => splitSequences(sequencesFromLists([]), recipe)).toThrow(
      `got validation ${validation} and test ${test}`,
    );
  });
});

describe('all-in-test', () => {
  it('has no training part, and holds out the last item of every user with 2 items or more', () => {
    const split = splitSequences(sequencesFromLists([[1, 2, 3], [4]]), { kind: 'all-in-test' });
    expect(lists(split.train)).toEqual([]);
    expect(split.validation.size).toBe(0);
    expect(questions(split.test)).toEqual([[0, [1, 2], [3]]]);
  });
});

describe('every split', () => {
  const recipes = fc.oneof(
    fc.constant<SplitRecipe>({ kind: 'leave-one-out' }),
    fc.record({
      kind: fc.constant('leave-last-n' as const),
      validation: fc.integer({ min: 0, max: 3 }),
      test: fc.integer({ min: 1, max: 3 }),
    }),
    fc
      .record({ from: fc.integer({ min: 0, max: 80 }), span: fc.integer({ min: 0, max: 40 }) })
      .chain(({ from, span }) =>
        fc.constantFrom<SplitRecipe>(
          { kind: 'global-time', validationFrom: from, testFrom: from + span },
          { kind: 'global-time', validationFrom: from, testFrom: from + span, targets: 'first' },
        ),
      ),
    fc.record({
      kind: fc.constant('random-users' as const),
      validation: fc.constantFrom(0, 0.2, 0.5),
      test: fc.constantFrom(0.1, 0.5),
      seed: fc.integer(),
    }),
    fc.constant<SplitRecipe>({ kind: 'all-in-test' }),
  );

  /** Item `i` is event `i - 1`, and a user's events rise with time: comparing items compares events. */
  const trainedItems = ({ train }: Split, user: ExternalId | undefined): number[] =>
    train.userIds.flatMap((id, row) => (id === user ? [...sequenceOf(train, row)] : []));

  it('never trains on a target or on a later event of the same user', () => {
    fc.assert(
      fc.property(arbitrarySequences, recipes, (sequences, recipe) => {
        const split = splitSequences(sequences, recipe);
        for (const set of [split.validation, split.test]) {
          for (let i = 0; i < set.size; i += 1) {
            const trained = trainedItems(split, sequences.userIds[set.user(i)]);
            expect(Math.max(0, ...trained)).toBeLessThan(Math.min(...set.targets(i)));
          }
        }
      }),
      { numRuns: 500 },
    );
  });

  it("gives as history exactly the user's events before the targets", () => {
    fc.assert(
      fc.property(arbitrarySequences, recipes, (sequences, recipe) => {
        const split = splitSequences(sequences, recipe);
        for (const set of [split.validation, split.test]) {
          for (let i = 0; i < set.size; i += 1) {
            const user = sequences.userIds[set.user(i)];
            const all = sequences.userIds.flatMap((id, row) =>
              id === user ? [...sequenceOf(sequences, row)] : [],
            );
            const asked = [...set.history(i).items, ...set.targets(i)];
            expect(asked).toEqual(all.slice(0, asked.length));
            expect(set.history(i).items.length).toBeGreaterThan(0);
            expect(set.targets(i).length).toBeGreaterThan(0);
            expect([...sequenceOf(sequences, set.user(i))]).toContain(set.targets(i)[0]);
          }
        }
      }),
      { numRuns: 500 },
    );
  });

  it('never trains on a dislike at or after the first held-out event of its user', () => {
    fc.assert(
      fc.property(arbitrarySequences, recipes, (sequences, recipe) => {
        const { train } = splitSequences(sequences, recipe);
        const { timestamps = new BigInt64Array(), userIds, items } = sequences;
        const ownerOf = (event: number) =>
          userIds[sequences.offsets.findIndex((offset) => offset > event) - 1];
        const trained = new Set(train.items);
        train.userIds.forEach((user, row) => {
          const heldOut = items.findIndex((item, e) => ownerOf(e) === user && !trained.has(item));
          if (heldOut < 0) return;
          const { offsets, timestamps: told = new BigInt64Array() } = train.dislikes ?? {};
          for (const moment of told.subarray(offsets?.[row], offsets?.[row + 1])) {
            expect(moment < (timestamps[heldOut] as bigint)).toBe(true);
          }
        });
      }),
      { numRuns: 500 },
    );
  });

  it('keeps the values of all columns with their items in training', () => {
    fc.assert(
      fc.property(arbitrarySequences, recipes, (sequences, recipe) => {
        const { train } = splitSequences(sequences, recipe);
        expect(train.offsets).toHaveLength(train.userIds.length + 1);
        train.items.forEach((item, event) => {
          expect(train.timestamps?.[event]).toBe(sequences.timestamps?.[item - 1]);
          expect(train.values?.[event]).toBe(sequences.values?.[item - 1]);
        });
        train.userIds.forEach((_, row) => {
          expect(sequenceOf(train, row).length).toBeGreaterThan(0);
        });
      }),
    );
  });
});

describe('dislikes without dates', () => {
  it('stay with users without a cut, and are dropped for users with one', () => {
    const sequences: Sequences = {
      ...sequencesFromLists([
        [1, 2, 3],
        [4, 5],
      ]),
      dislikes: { offsets: Int32Array.of(0, 2, 3), items: Int32Array.of(8, 9, 7) },
    };
    const { train } = splitSequences(sequences, { kind: 'leave-one-out' });
    expect(train.dislikes).toEqual({
      offsets: Int32Array.of(0, 0, 1),
      items: Int32Array.of(7),
    });
  });
});

describe('bad input', () => {
  it('refuses a user whose sessions are not consecutive rows', () => {
    const sequences = sequencesFromLists([[1], [2], [3]], ['ann', 'bob', 'ann']);
    expect(() => splitSequences(sequences, { kind: 'leave-one-out' })).toThrow(
      'the sessions of user "ann" are not consecutive rows (row 2 is apart from the others)',
    );
  });

  it('lists all splits for an unknown one', () => {
    const recipe = { kind: 'leave-two-out' } as unknown as SplitRecipe;
    expect(() => splitSequences(sequencesFromLists([]), recipe)).toThrow(
      'there is no split "leave-two-out"; choose leave-one-out, leave-last-n,',
    );
  });

  it('refuses a question that the set does not have', () => {
    const { test } = splitSequences(sequencesFromLists([[1, 2, 3]]), { kind: 'leave-one-out' });
    expect(() => test.history(1)).toThrow('question 1 is not in 0..0');
  });
});
