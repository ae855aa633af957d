import { MetricsError } from './metrics-error.js';

/** Which indices of a row of scores are ranked. Default: all. */
export interface Candidates {
  /** The first index that is ranked. Default 0. Use 1 for a row that starts with PAD. */
  readonly from?: number;
  /** The end of the indices that are ranked, exclusive. Default: the row's length. */
  readonly to?: number;
  /** Indices that are left out, e.g. the items of the history. Indices outside the row are ignored. */
  readonly exclude?: ReadonlySet<number> | Int32Array;
  /** If given, only these indices are ranked. `exclude` has precedence. */
  readonly allow?: ReadonlySet<number> | Int32Array;
}

/** {@link Candidates} after defaults and checks. `admits` is undefined if the whole range is ranked. */
export interface CandidateRange {
  readonly from: number;
  readonly to: number;
  readonly admits: ((index: number) => boolean) | undefined;
}

export function candidateRange(length: number, candidates: Candidates): CandidateRange {
  const { from = 0, to = length, exclude, allow } = candidates;
  if (!Number.isInteger(from) || !Number.isInteger(to) || from < 0 || from > to || to > length) {
    throw new MetricsError(
      'invalid-argument',
      `candidates from ${from} to ${to} do not lie within a row of ${length} scores`,
      { from, to, length },
    );
  }
  return { from, to, admits: admission(length, exclude, allow) };
}

/**
 * One byte per index instead of a set: a ranking may look up most of the row, and a look-up in a set takes ten times as
 * long.
 */
function admission(
  length: number,
  exclude: Candidates['exclude'],
  allow: Candidates['allow'],
): CandidateRange['admits'] {
  if (!exclude && !allow) return undefined;
  const barred = new Uint8Array(length);
  if (allow) {
    barred.fill(1);
    for (const index of allow) barred[index] = 0;
  }
  // Writes outside a typed array have no effect, so indices outside the row are ignored.
  if (exclude) for (const index of exclude) barred[index] = 1;
  return (index) => barred[index] === 0;
}

export function notANumber(index: number): MetricsError {
  return new MetricsError(
    'not-a-number',
    `the score at index ${index} is NaN and cannot be ranked; look for a diverged model or a division by zero`,
    { index },
  );
}
