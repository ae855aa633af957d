import type { Sequences } from '@org/seqrec-data';

/** The sizes that the cost of a fit depends on. */
export interface FitSize {
  readonly users: number;
  readonly itemCount: number;
  readonly events: number;
  /** The sum of the squared lengths of all sequences, which is the number of pairs of events of one user. */
  readonly pairs: number;
}

/** The approximate cost of a fit. */
export interface FitCost {
  /** Seconds on one core, from constants that were measured on a server core of 2025. */
  readonly seconds: number;
  /** Peak memory, without the sequences. */
  readonly bytes: number;
}

export function fitSize({ offsets, items }: Sequences, itemCount: number): FitSize {
  let pairs = 0;
  for (let user = 0; user + 1 < offsets.length; user += 1) {
    pairs += ((offsets[user + 1] as number) - (offsets[user] as number)) ** 2;
  }
  return { users: offsets.length - 1, itemCount, events: items.length, pairs };
}
