import { fitBaseline } from '@org/baselines';
import {
  type CandidateLists,
  type DrawUnseen,
  type LikeExamples,
  type LikePredictions,
  type LikeScores,
  likeExamples,
  likeQuestions,
  type RatingData,
  type RatingPredictor,
  type RatingSplit,
  scoreLikes,
  unseenItems,
} from '@org/ratings';
import { type Scorer, scoreRow } from '@org/seqrec-data';
import { ProgressLine } from '../output/progress.js';
import type { Terminal } from '../output/terminal.js';
import { CliError } from '../program/cli-error.js';
import type { FirstStage } from './first-stage.js';
import type { RatingSettings } from './rating-settings.js';

/** How a model of likes is trained and measured, besides what every rating model has. */
export interface LikeTask {
  /** The rating from which a user likes an item. */
  readonly likedFrom: number;
  /** Drawn for each liked event. */
  readonly negatives: { readonly count: number; readonly draw: DrawUnseen };
  /** False for a re-ranker, which knows only the times of histories. */
  readonly targetTime: boolean;
  /** The events that training predicts. */
  readonly examples: Int32Array;
  /** The candidates of a first stage, of which negatives are drawn. */
  readonly candidates?: CandidateLists | undefined;
  readonly validation: LikeExamples;
  readonly test: LikeExamples;
}

/** @throws CliError `usage` if the first stage finds none of a part, or the examples of a part are all likes, or none is. */
export function likeTask(
  data: RatingData,
  split: RatingSplit,
  { likedFrom, implicit, settings, firstStage }: LikeTaskOptions,
): LikeTask {
  const { negatives: count, negativeSampling: kind, seed } = settings;
  const lists = firstStage?.lists;
  const drawOf = (events: Int32Array) =>
    lists === undefined ? unseenItems({ data, events }, { kind }) : lists.draw({ data, events });
  // The negatives of held-out events are items that the user never has.
  const drawHeldOut = drawOf(Int32Array.from(data.items, (_, event) => event));
  const draw = drawOf(split.train);
  const eventsOf = (part: 'validation' | 'test') => lists?.found(data, split[part]) ?? split[part];
  const examplesOf = (part: string, events: Int32Array, drawn: DrawUnseen) => {
    if (firstStage !== undefined) requireFound(firstStage, part, events);
    const examples = likeExamples(data, events, { likedFrom, negatives: count, draw: drawn, seed });
    requireBoth(examples, part, likedFrom);
    return examples;
  };
  const examples = firstStage?.examples ?? split.examples;
  examplesOf('training', examples, draw);
  return {
    ...{ likedFrom, negatives: { count, draw }, targetTime: !implicit, examples },
    ...(lists && { candidates: lists }),
    validation: examplesOf('validation', eventsOf('validation'), drawHeldOut),
    test: examplesOf('test', eventsOf('test'), drawHeldOut),
  };
}

interface LikeTaskOptions {
  readonly likedFrom: number;
  readonly implicit: boolean;
  readonly settings: RatingSettings;
  readonly firstStage?: FirstStage | undefined;
}

/** @param found the events of the part whose items are among their candidates. */
function requireFound({ candidates }: FirstStage, part: string, found: Int32Array): void {
  if (found.length > 0) return;
  throw new CliError(
    'usage',
    `the first stage finds no item of the ${part} among its ${candidates} candidates: raise --candidates, or train a better first stage`,
  );
}

function requireBoth({ labels }: LikeExamples, part: string, likedFrom: number): void {
  if (!labels.includes(1)) {
    throw new CliError(
      'usage',
      `no rating for ${part} is ${likedFrom} or more, so nobody likes anything: lower --liked-from`,
    );
  }
  if (!labels.includes(0)) {
    throw new CliError(
      'usage',
      `every event for ${part} is a like: draw items that users do not have as negatives, such as --negatives 4`,
    );
  }
}

/** A model with its data. */
interface LikeModel {
  readonly data: RatingData;
  readonly split: RatingSplit;
  readonly predictor: RatingPredictor;
}

/** What the model says for examples. */
export async function predictLikes(
  { data, predictor }: Pick<LikeModel, 'data' | 'predictor'>,
  examples: LikeExamples,
  { targetTime, candidates }: Pick<LikeTask, 'targetTime' | 'candidates'>,
): Promise<LikePredictions> {
  const questions = likeQuestions(data, examples, { targetTime, candidates });
  const values = await predictor.predict(questions);
  return { name: 'bst', values, probabilities: true };
}

export interface TestedLikes {
  /** The model first. */
  readonly predictions: readonly LikePredictions[];
  readonly scores: readonly LikeScores[];
}

/**
 * Measures the model beside the share of likes in training, the popularity of the item, item-kNN after the liked
 * history, and the first stage if there is one. The others learn from the likes of training and validation.
 */
export async function testLikes(
  model: LikeModel,
  task: LikeTask,
  { terminal, signal }: { readonly terminal: Terminal; readonly signal: AbortSignal },
): Promise<TestedLikes> {
  const { data, split } = model;
  const { test, likedFrom } = task;
  const likes = (event: number) => (data.values[event] as number) >= likedFrom;
  const known = Int32Array.from([...split.train, ...split.validation]).sort();
  const liked = known.filter(likes);
  const share = likedShare(known.length, liked.length, task.negatives.count);
  const popularity = new Float64Array(data.itemCount + 1);
  for (const event of liked) {
    const item = data.items[event] as number;
    popularity[item] = (popularity[item] as number) + 1;
  }
  const progress = new ProgressLine(terminal);
  try {
    const knn = await fitBaseline(
      'item-knn',
      sequencesOf(data, liked),
      { itemCount: data.itemCount },
      {
        signal,
        onProgress: (done) =>
          progress.update({ label: 'fitting item-knn', share: done, details: [] }),
      },
    );
    const predictions: LikePredictions[] = [
      await predictLikes(model, test, task),
      {
        name: 'share-of-likes',
        values: new Float32Array(test.items.length).fill(share),
        probabilities: true,
      },
      {
        name: 'popularity',
        values: Float32Array.from(test.items, (item) => popularity[item] as number),
        probabilities: false,
      },
      {
        name: 'item-knn',
        values: await scoresAfterLikes(knn, data, test, likes),
        probabilities: false,
      },
      ...(task.candidates === undefined
        ? []
        : [
            {
              name: 'first-stage',
              values: task.candidates.of(test.events, test.items).shares,
              probabilities: false,
            },
          ]),
    ];
    return { predictions, scores: scoreLikes(predictions, test) };
  } finally {
    progress.clear();
  }
}

function likedShare(events: number, liked: number, negatives: number): number {
  return liked / (events + negatives * liked);
}

function sequencesOf({ userIds, offsets, users, items, times }: RatingData, events: Int32Array) {
  const ends = new Int32Array(offsets.length);
  for (const event of events) {
    const row = (users[event] as number) + 1;
    ends[row] = (ends[row] as number) + 1;
  }
  for (let row = 1; row < ends.length; row += 1) {
    ends[row] = (ends[row] as number) + (ends[row - 1] as number);
  }
  return {
    ...{ userIds, offsets: ends, items: events.map((event) => items[event] as number) },
    ...(times && {
      timestamps: BigInt64Array.from(events, (event) => BigInt(Math.round(times[event] as number))),
    }),
  };
}

/** Histories that are scored together. */
const AT_ONCE = 64;

async function scoresAfterLikes(
  scorer: Scorer,
  { users, offsets, items }: RatingData,
  examples: LikeExamples,
  likes: (event: number) => boolean,
): Promise<Float32Array> {
  const rowsOf = new Map<number, number[]>();
  for (const [row, event] of examples.events.entries()) {
    const rows = rowsOf.get(event);
    if (rows === undefined) rowsOf.set(event, [row]);
    else rows.push(row);
  }
  const values = new Float32Array(examples.items.length);
  const events = [...rowsOf.keys()];
  for (let from = 0; from < events.length; from += AT_ONCE) {
    const some = events.slice(from, from + AT_ONCE);
    const histories = some.map((event) => {
      const before: number[] = [];
      const first = offsets[users[event] as number] as number;
      for (let e = first; e < event; e += 1) if (likes(e)) before.push(items[e] as number);
      return { items: Int32Array.from(before) };
    });
    const scores = await scorer.score(histories);
    for (const [place, event] of some.entries()) {
      const of = scoreRow(scores, place);
      for (const row of rowsOf.get(event) ?? []) {
        values[row] = of[examples.items[row] as number] as number;
      }
    }
  }
  return values;
}
