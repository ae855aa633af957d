import type { Scorer, Sequences } from '@org/seqrec-data';

/** V: items have the indices 1..V. */
export interface Items {
  readonly itemCount: number;
}

/**
 * Fits a baseline, at once or as a generator that yields the share of the work that is done, 0..1, several times a
 * second.
 */
export type Fit<Options> = (
  train: Sequences,
  options: Options & Items,
) => Scorer | Generator<number, Scorer>;
