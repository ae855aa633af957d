import { StepError } from './error.js';
import type { BatchArray } from './step.js';

// What every runner refuses, in the same words.

/**
 * The number of rows of a batch: the first axis of its arrays with two axes or more.
 *
 * @throws StepError `bad-batch` where these arrays differ in rows, or there is none.
 */
export function batchRows(batch: Readonly<Record<string, BatchArray>>): number {
  const counts = new Set(
    Object.values(batch)
      .filter(hasRows)
      .map(({ shape }) => shape[0] ?? 0),
  );
  const [rows] = counts;
  if (rows !== undefined && counts.size === 1) return rows;
  throw new StepError(
    'bad-batch',
    `the arrays of a batch that have two axes or more have the same number of rows, got ${[...counts].join(', ') || 'none'}`,
  );
}

/** Whether an array has rows. One with a single axis goes to each piece as a whole. */
export function hasRows({ shape }: BatchArray): boolean {
  return shape.length > 1;
}

/**
 * Refuses the second of two equal names.
 *
 * @param what the plural of what is named: `masks`, `feeds`.
 */
export function uniqueNames(what: string): (name: string) => void {
  const names = new Set<string>();
  return (name) => {
    if (names.has(name)) {
      throw new StepError('duplicate-name', `a step has two ${what} named '${name}'`);
    }
    names.add(name);
  };
}

/** The error of a piece that assigns a variable: pieces may run side by side. */
export function assignedInPiece(variable: string): StepError {
  return new StepError(
    'assigned-in-piece',
    `the piece of a step assigns the variable '${variable}'; assign variables in the update, which runs once for all pieces`,
  );
}

/** The error of a run after `dispose`. */
export function disposedStep(): StepError {
  return new StepError('disposed', 'a disposed step cannot run');
}
