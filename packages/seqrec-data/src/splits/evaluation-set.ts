import { type History, historyBetween } from '../dataset/history.js';
import type { Sequences } from '../dataset/sequences.js';
import { SeqrecDataError } from '../error.js';

/**
 * Histories with the items that came next, as targets. A user appears at most once. Histories and targets are views
 * into the split sequences; treat them as read-only.
 */
export interface EvaluationSet {
  readonly size: number;
  /**
   * The user's row in the split sequences (with several sessions, the one with the first target). It is not a row of
   * `Split.train`, which may have fewer rows.
   */
  user(i: number): number;
  /**
   * All events of the user before the targets, in time order, including earlier sessions and, in a test, the validation
   * items. Never empty.
   */
  history(i: number): History;
  /** The held-out items, in time order. Never empty. */
  targets(i: number): Int32Array;
}

/** One question: the events `start..from - 1` are the history, `from..to - 1` the targets. */
export interface Question {
  readonly row: number;
  readonly start: number;
  readonly from: number;
  readonly to: number;
}

export function evaluationSet(
  sequences: Pick<Sequences, 'items' | 'timestamps'>,
  questions: readonly Question[],
): EvaluationSet {
  const at = (i: number): Question => {
    const question = questions[i];
    if (question === undefined) {
      throw new SeqrecDataError(
        'invalid-option',
        `question ${i} is not in 0..${questions.length - 1} of the evaluation set`,
      );
    }
    return question;
  };
  return {
    size: questions.length,
    user: (i) => at(i).row,
    history: (i) => {
      const { start, from } = at(i);
      const targetTime = sequences.timestamps?.[from];
      return {
        ...historyBetween(sequences, start, from),
        ...(targetTime !== undefined && { targetTime }),
      };
    },
    targets: (i) => sequences.items.subarray(at(i).from, at(i).to),
  };
}
