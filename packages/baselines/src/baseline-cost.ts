import type { Sequences } from '@org/seqrec-data';

/** What the cost of a fit depends on. */
export interface FitSize {
  readonly users: number;
  readonly itemCount: number;
  readonly events: number;
  /** Pairs of two events of one user, in both orders: the sum of the squared lengths of sequences. */
  readonly pairs: number;
}

/** What fitting takes, about. */
export interface FitCost {
  /** On one core. The constants were measured on a server core of 2025. */
  readonly seconds: number;
  /** At the peak, beside the sequences. */
  readonly bytes: number;
}

export function fitSize({ offsets, items }: Sequences, itemCount: number): FitSize {
  let pairs = 0;
  for (let user = 0; user + 1 < offsets.length; user += 1) {
    pairs += ((offsets[user + 1] as number) - (offsets[user] as number)) ** 2;
  }
  return { users: offsets.length - 1, itemCount, events: items.length, pairs };
}
