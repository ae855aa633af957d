import { StepError } from './error.js';
import type { BatchArray } from './step.js';

// The checks that every runner makes, with the same messages.

/**
 * The number of rows of a batch: the first dimension of its arrays with two or more axes.
 *
 * @throws StepError `bad-batch` if these arrays differ in rows, or if there are none.
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

/** Whether an array has rows. An array with a single axis has none and goes to each piece as a whole. */
export function hasRows({ shape }: BatchArray): boolean {
  return shape.length > 1;
}

/**
 * Returns a check that refuses a name it has seen before.
 *
 * @param what a plural for the message: `masks`, `feeds`.
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

/** The error for a piece that assigns a variable, which it may not do because pieces may run in parallel. */
export function assignedInPiece(variable: string): StepError {
  return new StepError(
    'assigned-in-piece',
    `the piece of a step assigns the variable '${variable}'; assign variables in the update, which runs once for all pieces`,
  );
}

/** The error for a run after `dispose`. */
export function disposedStep(): StepError {
  return new StepError('disposed', 'a disposed step cannot run');
}
