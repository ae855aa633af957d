import type { RatingData } from './rating-data.js';
import type { FirstStageScores } from './rating-questions.js';
import { RatingsError } from './ratings-error.js';
import type { TrainingRatings } from './training-ratings.js';
import type { DrawUnseen } from './unseen-items.js';

/** The candidates of a first stage before each of some events, N for each event. */
export interface CandidateColumns {
  /** Events of the data, ascending. */
  readonly events: Int32Array;
  /** N, the candidates of an event; at least 2. */
  readonly count: number;
  /** [events · N], the items of each event, best first; 0 after the last one where there are fewer. */
  readonly items: Int32Array;
  /** [events · N], the scores of the first stage, descending. */
  readonly scores: Float32Array;
}

/** What a first stage says before events: which items it proposes, and how sure it is. */
export class CandidateLists {
  readonly #columns: CandidateColumns;
  readonly #rows: ReadonlyMap<number, number>;

  constructor(columns: CandidateColumns) {
    if (columns.count < 2) {
      throw new RatingsError(
        'invalid-option',
        `a re-ranker needs lists of at least 2 candidates, got ${columns.count}`,
      );
    }
    this.#columns = columns;
    this.#rows = new Map([...columns.events].map((event, row) => [event, row]));
  }

  /** The candidates before an event, best first; none for an event without a list. */
  items(event: number): Int32Array {
    const { count, items } = this.#columns;
    const row = this.#rows.get(event);
    if (row === undefined) return new Int32Array();
    const own = items.subarray(row * count, (row + 1) * count);
    const end = own.indexOf(0);
    return end < 0 ? own : own.subarray(0, end);
  }

  /** What the first stage says of each candidate before an event, in the order of {@link items}. */
  scores(event: number): FirstStageScores {
    const { count, scores } = this.#columns;
    const row = this.#rows.get(event) ?? 0;
    const from = row * count;
    return firstStageScores(scores.subarray(from, from + this.items(event).length));
  }

  /** The events whose own item is among at least two candidates: a second stage can place only what it is given. */
  found({ items }: Pick<RatingData, 'items'>, events: Int32Array): Int32Array {
    return events.filter((event) => {
      const own = this.items(event);
      return own.length > 1 && own.includes(items[event] as number);
    });
  }

  /**
   * Draws candidates of an event as its negatives: never the item of the event, and none that the user has in
   * `events` unless the user has all of them.
   */
  draw({ data, events }: TrainingRatings): DrawUnseen {
    const { users, items, offsets } = data;
    const isKnown = new Uint8Array(items.length);
    for (const event of events) isKnown[event] = 1;
    const itemsOf = (user: number) => {
      const own = new Set<number>();
      for (let event = offsets[user] as number; event < (offsets[user + 1] as number); event += 1) {
        if (isKnown[event] === 1) own.add(items[event] as number);
      }
      return own;
    };
    // Events of a user come one after the other.
    let user = -1;
    let own: ReadonlySet<number> = new Set();
    let last = -1;
    let allowed: Int32Array = new Int32Array();
    return (event, random) => {
      if (event !== last) {
        const others = this.items(event).filter((item) => item !== items[event]);
        const row = users[event] as number;
        if (row !== user) [user, own] = [row, itemsOf(row)];
        const unseen = others.filter((item) => !own.has(item));
        [last, allowed] = [event, unseen.length > 0 ? unseen : others];
      }
      return allowed[random.integer(allowed.length)] as number;
    };
  }

  /** What the first stage says of items before events, question by question; NaN for items that it does not propose. */
  of(events: Int32Array, items: Int32Array): FirstStageScores {
    const shares = new Float32Array(items.length).fill(Number.NaN);
    const ranks = new Float32Array(items.length).fill(Number.NaN);
    let last = -1;
    let own: Int32Array = new Int32Array();
    let scores = firstStageScores([]);
    for (const [q, event] of events.entries()) {
      if (event !== last) {
        [last, own, scores] = [event, this.items(event), this.scores(event)];
      }
      const place = own.indexOf(items[q] as number);
      if (place < 0) continue;
      shares[q] = scores.shares[place] as number;
      ranks[q] = scores.ranks[place] as number;
    }
    return { shares, ranks };
  }
}

/** What a list of scores, best first, says of each item. Shares do not depend on what all scores have in common. */
export function firstStageScores(scores: ArrayLike<number>): FirstStageScores {
  const all = Float64Array.from(scores);
  const most = all.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  const total = all.reduce((sum, score) => sum + Math.exp(score - most), 0);
  return {
    shares: Float32Array.from(all, (score) => score - most - Math.log(total)),
    ranks: Float32Array.from(all, (_, place) => place + 1),
  };
}
