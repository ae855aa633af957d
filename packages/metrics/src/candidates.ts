import { MetricsError } from './metrics-error.js';

/** Which indices of a row of scores take part in its ranking. Without options, all do. */
export interface Candidates {
  /** First index that takes part. Default 0. A row that starts with PAD is ranked from 1. */
  readonly from?: number;
  /** End of the indices that take part, exclusive. Default the row's length. */
  readonly to?: number;
  /** Indices that are left out, e.g. the items a user has seen. Indices outside the row are ignored. */
  readonly exclude?: ReadonlySet<number> | Int32Array;
  /** If given, only these indices take part. `exclude` wins over it. */
  readonly allow?: ReadonlySet<number> | Int32Array;
}

/** {@link Candidates} after defaults and checks. `admits` is undefined where all of the range takes part. */
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

/** One byte per index instead of a set: a rank may look up most of the row, and a look-up in a set costs ten times as much. */
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
