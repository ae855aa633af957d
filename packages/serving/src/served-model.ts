import type { Catalogue, TimestampUnit } from '@org/seqrec-data';
import type { Ranked, RankQuery, Work } from './messages.js';
import type { PopularityRanking } from './popularity-ranking.js';

/** Who waits for an answer. */
export interface Caller {
  /** Aborts when nobody waits any more; its reason is the error to answer with. */
  readonly signal: AbortSignal;
  /** When the answer is due, on the clock of `performance.now()`. */
  readonly deadline: number;
  /**
   * Whether the client has closed its side of the connection. It may wait for the answer, or may be gone: which of the
   * two, TCP tells only when something is sent. Its work is done after that of everyone else.
   */
  readonly halfClosed?: () => boolean;
  /** Called after each computation that held work of this caller, before its answer. What it throws is not caught. */
  readonly onTurn?: ((turn: Turn) => void) | undefined;
}

/** One computation, as a caller sees it whose work was in it. Times are on the clock of `performance.now()`. */
export interface Turn {
  readonly kind: Work['kind'];
  /** B: the histories of all callers in it. */
  readonly rows: number;
  /** The histories of this caller in it. */
  readonly ownRows: number;
  /** When the work came to the queue. */
  readonly submitted: number;
  readonly began: number;
  readonly ended: number;
  /** Why the computation failed. */
  readonly error?: Error;
}

/** A caller that waits for so many milliseconds from now. */
export function callerWithin(ms: number): Caller {
  return { signal: AbortSignal.timeout(ms), deadline: performance.now() + ms };
}

/**
 * A model that is loaded and warm. Its promises reject with a `ServingError` where the work cannot be done in time, and
 * with the reason of the caller's signal once that aborts.
 */
export interface ServedModel {
  readonly name: string;
  readonly version: string;
  readonly kind: string;
  readonly maxLength: number;
  /** The unit of the times in histories: that of the data that the model was trained on. Absent where nobody knows it. */
  readonly timestampUnit?: TimestampUnit | undefined;
  /** The engine that runs it, for people. */
  readonly engine: string;
  /** Whether lists leave out what the history holds, where a request does not say so. */
  readonly excludeSeen: boolean;
  readonly metrics: Readonly<Record<string, unknown>>;
  readonly catalogue: Catalogue;
  /** Items by how often they occur in training; the answer where a history says nothing. */
  readonly popularity: PopularityRanking;
  /** The items that come next, one list per query. */
  rank(queries: readonly RankQuery[], caller: Caller): Promise<readonly Ranked[]>;
  /** The `k` items whose rows in the model's table have the highest cosine with this one's. */
  similar(index: number, k: number, caller: Caller): Promise<Ranked>;
  /** The rows of items in the model's table, `[n, D]`. */
  vectors(indices: Int32Array, caller: Caller): Promise<Float32Array>;
  /** Indices of items by words of their titles, best first. */
  search(query: string, limit: number, caller: Caller): Promise<Int32Array>;
}
