import type { Sequences } from '../dataset/sequences.js';
import type { UserSpan } from '../dataset/user-spans.js';

/** A question cut from a user's items: the history is `[0, from)`, the targets are `[from, to)`. */
export interface HeldOut {
  readonly from: number;
  readonly to: number;
}

/** The cuts of one user, in items from the user's first. */
export interface UserCuts {
  /** Training keeps the items `[0, train)`, all before the first target. */
  readonly train: number;
  readonly validation?: HeldOut;
  readonly test?: HeldOut;
}

/** Cuts each user; returns one entry per span. */
export type Splitter = (sequences: Sequences, spans: readonly UserSpan[]) => readonly UserCuts[];
