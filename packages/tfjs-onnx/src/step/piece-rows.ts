import { elementTypes } from '../graph/element-type.js';
import { neededNodes } from '../graph/plan.js';
import { sizeOf } from '../graph/shape.js';
import type { Value } from '../graph/value.js';

export interface PieceRowsOptions {
  /** Of the batch. */
  readonly rows: number;
  readonly lanes: number;
  /** Bytes that a piece of so many rows writes. */
  readonly bytesOf: (rows: number) => number;
}

/**
 * The least bytes that a piece writes for its rows. With fewer, calling the operators would cost much of the time. About
 * an eighth of these bytes is in use at any time, which fits the caches.
 */
const LEAST_BYTES = 104 * 2 ** 20;

/** A piece also writes bytes that do not depend on its rows: gradients, copies of weights. It writes at least so many times these. */
const TIMES_FIXED = 4;

/**
 * Rows of a piece: as few as pay, for less memory and better use of the caches, and so many that each lane gets as many
 * pieces as the others.
 */
export function choosePieceRows({ rows, lanes, bytesOf }: PieceRowsOptions): number {
  const one = bytesOf(1);
  const perRow = Math.max(1, bytesOf(2) - one);
  const fixed = Math.max(0, one - perRow);
  const wanted = Math.max(LEAST_BYTES, TIMES_FIXED * fixed) / perRow;
  const share = rows / lanes;
  const most = Math.max(1, Math.ceil((1.4 * share) / wanted));
  const least = Math.max(1, Math.floor((0.7 * share) / wanted));
  // Of the numbers of pieces around the wanted one, that which fills up the last piece least.
  let best = { rows: Math.ceil(share / least), filled: Number.POSITIVE_INFINITY };
  for (let pieces = least; pieces <= most; pieces += 1) {
    const size = Math.ceil(share / pieces);
    const filled = size * pieces * lanes;
    if (filled < best.filled) best = { rows: size, filled };
  }
  return best.rows;
}

/** Bytes that computing these values writes. */
export function bytesWritten(values: readonly Value[]): number {
  return neededNodes(values)
    .filter(({ op }) => op !== 'Reshape')
    .flatMap(({ outputs }) => outputs)
    .reduce((sum, { type, shape }) => sum + elementTypes[type].bytes * sizeOf(shape), 0);
}
