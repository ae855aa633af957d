import { elementTypes } from '../graph/element-type.js';
import { neededNodes } from '../graph/plan.js';
import { sizeOf } from '../graph/shape.js';
import type { Value } from '../graph/value.js';

export interface PieceRowsOptions {
  /** The rows of the batch. */
  readonly rows: number;
  readonly lanes: number;
  /** The bytes that a piece with this many rows writes. */
  readonly bytesOf: (rows: number) => number;
}

/**
 * A piece should write at least this many bytes for its rows. With fewer, calling the operators would cost much of the
 * time. About an eighth of these bytes is in use at the same time, which fits the caches.
 */
const LEAST_BYTES = 104 * 2 ** 20;

/**
 * A piece also writes fixed bytes, which do not depend on its rows: gradients and copies of weights. The bytes for its
 * rows should be at least this many times the fixed bytes.
 */
const TIMES_FIXED = 4;

/**
 * Chooses the rows of a piece. Fewer rows need less memory and use the caches better, but a piece should write about
 * the bytes above. All lanes get the same number of pieces.
 */
export function choosePieceRows({ rows, lanes, bytesOf }: PieceRowsOptions): number {
  const one = bytesOf(1);
  const perRow = Math.max(1, bytesOf(2) - one);
  const fixed = Math.max(0, one - perRow);
  const wanted = Math.max(LEAST_BYTES, TIMES_FIXED * fixed) / perRow;
  const share = rows / lanes;
  const most = Math.max(1, Math.ceil((1.4 * share) / wanted));
  const least = Math.max(1, Math.floor((0.7 * share) / wanted));
  // Among the numbers of pieces near the wanted one, choose the one that adds the fewest rows to fill up pieces.
  let best = { rows: Math.ceil(share / least), filled: Number.POSITIVE_INFINITY };
  for (let pieces = least; pieces <= most; pieces += 1) {
    const size = Math.ceil(share / pieces);
    const filled = size * pieces * lanes;
    if (filled < best.filled) best = { rows: size, filled };
  }
  return best.rows;
}

/** The bytes that are written to compute these values. */
export function bytesWritten(values: readonly Value[]): number {
  return neededNodes(values)
    .filter(({ op }) => op !== 'Reshape')
    .flatMap(({ outputs }) => outputs)
    .reduce((sum, { type, shape }) => sum + elementTypes[type].bytes * sizeOf(shape), 0);
}
