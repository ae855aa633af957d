import type { Sequences } from '../dataset/sequences.js';
import type { SplitRecipe } from '../dataset/split-recipe.js';
import { type UserSpan, userSpans } from '../dataset/user-spans.js';
import { SeqrecDataError } from '../error.js';
import { type EvaluationSet, evaluationSet, type Question } from './evaluation-set.js';
import { globalTime } from './global-time.js';
import { leaveLast } from './leave-last.js';
import { randomUsers } from './random-users.js';
import { trainingPart } from './training-part.js';
import type { HeldOut, Splitter, UserCuts } from './user-cuts.js';

export interface Split {
  readonly recipe: SplitRecipe;
  /** Rows without training items are dropped, so row numbers differ from those of the split sequences. */
  readonly train: Sequences;
  readonly validation: EvaluationSet;
  readonly test: EvaluationSet;
}

/**
 * Divides sequences so that training never holds a target or a later event of the same user. If sequences are sessions,
 * a user's sessions count as one history: cut at the same moment, evaluated once.
 *
 * @example
 * const { train, test } = splitSequences(sequencesFromLists([[4, 1, 3, 2]]), { kind: 'leave-one-out' });
 * train.items; // Int32Array [4, 1]
 * test.history(0).items; // Int32Array [4, 1, 3]
 * test.targets(0); // Int32Array [2]
 */
export function splitSequences(sequences: Sequences, recipe: SplitRecipe): Split {
  const spans = userSpans(sequences);
  const cuts = splitterOf(recipe)(sequences, spans);
  let train: Sequences | undefined;
  return {
    recipe,
    // Copies nearly all events on first use, because measuring a trained model does not need them.
    get train() {
      train ??= trainingPart(sequences, spans, cuts);
      return train;
    },
    validation: evaluationSet(sequences, questionsOf(sequences, spans, cuts, 'validation')),
    test: evaluationSet(sequences, questionsOf(sequences, spans, cuts, 'test')),
  };
}

function splitterOf(recipe: SplitRecipe): Splitter {
  switch (recipe.kind) {
    case 'leave-one-out':
      return leaveLast({ validation: 1, test: 1 });
    case 'leave-last-n':
      return leaveLast(recipe);
    case 'global-time':
      return globalTime(recipe);
    case 'random-users':
      return randomUsers(recipe);
    case 'all-in-test':
      return allInTest;
    default:
      recipe satisfies never;
      throw new SeqrecDataError(
        'invalid-option',
        `there is no split ${JSON.stringify((recipe as { kind: unknown }).kind)}; choose leave-one-out, leave-last-n, global-time, random-users or all-in-test`,
      );
  }
}

const allInTest: Splitter = (_, spans) =>
  spans.map(({ start, end }): UserCuts => {
    const count = end - start;
    return { train: 0, ...(count >= 2 && { test: { from: count - 1, to: count } }) };
  });

function questionsOf(
  { offsets }: Sequences,
  spans: readonly UserSpan[],
  cuts: readonly UserCuts[],
  part: 'validation' | 'test',
): readonly Question[] {
  return spans.flatMap(({ start, firstRow }, user): Question[] => {
    const held: HeldOut | undefined = cuts[user]?.[part];
    if (held === undefined) return [];
    const from = start + held.from;
    let row = firstRow;
    while ((offsets[row + 1] as number) <= from) row += 1;
    return [{ row, start, from, to: start + held.to }];
  });
}
