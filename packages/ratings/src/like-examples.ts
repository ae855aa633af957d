import { Random } from '@org/random';
import type { CandidateLists } from './candidate-lists.js';
import type { RatingData } from './rating-data.js';
import type { RatingQuestions } from './rating-questions.js';
import type { DrawUnseen } from './unseen-items.js';

/** Whether users like items: examples in columns that share indices. */
export interface LikeExamples {
  /** The event of each example; its user has the history before it. */
  readonly events: Int32Array;
  /** The item in question: that of the event, or a drawn one. */
  readonly items: Int32Array;
  /** 1 if the user likes the item, else 0. */
  readonly labels: Uint8Array;
}

export interface LikeExamplesOptions {
  /** The rating from which a user likes an item. */
  readonly likedFrom: number;
  /** Drawn items, labelled 0, for each event that is liked; 0 or more. */
  readonly negatives: number;
  /** Needed if `negatives` is above 0. */
  readonly draw?: DrawUnseen | undefined;
  readonly seed: number;
  /** Other draws in each epoch. Default 0. */
  readonly epoch?: number;
}

/** The events, and after them the negatives of those that are liked. The same seed and epoch give the same examples. */
export function likeExamples(
  data: RatingData,
  events: Int32Array,
  { likedFrom, negatives, draw, seed, epoch = 0 }: LikeExamplesOptions,
): LikeExamples {
  const likes = (event: number) => (data.values[event] as number) >= likedFrom;
  const liked = draw === undefined || negatives === 0 ? [] : events.filter(likes);
  const size = events.length + negatives * liked.length;
  const examples = {
    events: new Int32Array(size),
    items: new Int32Array(size),
    labels: new Uint8Array(size),
  };
  let row = 0;
  const add = (event: number, item: number, label: number) => {
    examples.events[row] = event;
    examples.items[row] = item;
    examples.labels[row] = label;
    row += 1;
  };
  for (const event of events) add(event, data.items[event] as number, likes(event) ? 1 : 0);
  for (const event of liked) {
    const random = Random.of(seed, 'likes', 'negatives', epoch, event);
    for (let n = 0; n < negatives; n += 1) add(event, draw?.(event, random) as number, 0);
  }
  return examples;
}

export interface LikeQuestionsOptions {
  /**
   * Whether the time of a question is that of its event. Otherwise it is that of the newest event of the history, which is
   * all that is known when candidates are ranked. Default true.
   */
  readonly targetTime?: boolean;
  /** The candidates before the events, whose scores the questions then have. */
  readonly candidates?: CandidateLists | undefined;
}

/** Examples as questions for a predictor: the history of each is what its user rated before the event. */
export function likeQuestions(
  data: RatingData,
  { events, items }: Pick<LikeExamples, 'events' | 'items'>,
  { targetTime = true, candidates }: LikeQuestionsOptions = {},
): RatingQuestions {
  const { users, times, offsets } = data;
  const timeOf = (event: number) => {
    if (targetTime) return times?.[event] as number;
    const isFirst = event === offsets[users[event] as number];
    return isFirst ? Number.NaN : (times?.[event - 1] as number);
  };
  return {
    data,
    items,
    users: events.map((event) => users[event] as number),
    ends: events,
    ...(times && { times: Float64Array.from(events, timeOf) }),
    ...(candidates && { firstStage: candidates.of(events, items) }),
  };
}
