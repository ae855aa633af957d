import type { RatingData } from './rating-data.js';

/** What a first stage, which found the items in question as candidates, says of them; NaN where it says nothing. */
export interface FirstStageScores {
  /** The logarithm of each item's share of the softmax over all candidates. */
  readonly shares: Float32Array;
  /** From 1, the best. */
  readonly ranks: Float32Array;
}

/** Questions for ratings, in columns that share indices: how does user row `users[q]` rate item `items[q]`? */
export interface RatingQuestions {
  readonly data: RatingData;
  readonly users: Int32Array;
  /** In 1..V. */
  readonly items: Int32Array;
  /** The history of question q is the events `data.offsets[users[q]]` to `ends[q] - 1`. */
  readonly ends: Int32Array;
  /** Seconds since 1970, when the rating is given. Absent if the data has no times. */
  readonly times?: Float64Array;
  /** For a second stage that reads the scores of the first. */
  readonly firstStage?: FirstStageScores;
}

/** Predicts ratings. */
export interface RatingPredictor {
  /** Names it in results, e.g. `damped-bias`. */
  readonly name: string;
  /** A rating for each question, inside the range of the ratings of training. */
  predict(questions: RatingQuestions): Float32Array | Promise<Float32Array>;
}

/** Asks for the ratings of events: the history of each is what its user rated before. */
export function ratingQuestions(data: RatingData, events: Int32Array): RatingQuestions {
  const { users, items, times } = data;
  return {
    data,
    users: events.map((event) => users[event] as number),
    items: events.map((event) => items[event] as number),
    ends: events,
    ...(times && { times: Float64Array.from(events, (event) => times[event] as number) }),
  };
}
