import {
  type CatalogueMetrics,
  CatalogueSums,
  defaultMetrics,
  type MetricKey,
  meanMetrics,
  type RankingMetric,
  topK,
} from '@org/metrics';
import {
  type EvaluationSet,
  nextTurn,
  type ScoreMatrix,
  type Scorer,
  scoreRow,
  tableRows,
} from '@org/seqrec-data/web';
import { EvaluationError } from './error.js';
import { type EvaluationParts, partsOf } from './evaluation-parts.js';
import { joinRankings, type Rankings, valuesByUser } from './rankings.js';

/** The options that full-ranking and sampled evaluation share. */
export interface EvaluationOptions {
  /** V. */
  readonly itemCount: number;
  /** Cut-offs. Default `[1, 5, 10, 20]`. */
  readonly ks?: readonly number[];
  /** Default: `defaultMetrics('one')` of `@org/metrics`. */
  readonly metrics?: readonly RankingMetric[];
  /**
   * Histories per batch, which bounds memory to `batchRows` × (V + 2) scores. Default 256, or the power of two below it
   * whose scores take at most 16 MiB.
   */
  readonly batchRows?: number;
  /** An abort rejects with the signal's reason. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (users: number, totalUsers: number) => void;
}

/** One user of the evaluation set: a history to score, and targets to rank. */
export interface Question {
  /** The index in the evaluation set, over all parts. */
  readonly index: number;
  readonly scores: Float32Array;
  /** Item indices. */
  readonly history: Int32Array;
  /** Each item once. */
  readonly targets: Int32Array;
}

/** The ranks that a protocol gives a question. */
export interface Answer {
  /** 1-based, one per target. */
  readonly ranks: ArrayLike<number>;
  /** The recommended items, best first. */
  readonly list?: Int32Array;
}

/** Options of catalogue metrics of the lists, with the cut-off k. */
export interface ListOptions {
  readonly popularity: ArrayLike<number>;
  readonly k: number;
  readonly similarity?: ((a: number, b: number) => number) | undefined;
}

export interface EvaluationNumbers {
  readonly users: number;
  readonly targets: number;
  readonly metrics: Readonly<Record<MetricKey, number>>;
  readonly perUser: Readonly<Record<MetricKey, Float64Array>>;
  readonly rankings: Rankings;
  readonly catalogue?: CatalogueMetrics;
}

/**
 * Scores every history of the set in bounded memory and ranks its targets; yields the number of users done after each
 * batch. It scores short histories of a part first, so that batches need little padding; results are in the set's order.
 */
export async function* evaluateSet(
  scorer: Scorer,
  set: EvaluationSet | EvaluationParts,
  options: EvaluationOptions,
  answer: (question: Question) => Answer,
  lists?: ListOptions,
): AsyncGenerator<number, EvaluationNumbers> {
  const { itemCount, ks = [1, 5, 10, 20], metrics = defaultMetrics('one') } = options;
  const batchRows = options.batchRows ?? defaultBatchRows(itemCount);
  if (!Number.isInteger(batchRows) || batchRows < 1) {
    throw new EvaluationError(
      'invalid-option',
      `batchRows is a whole number of at least 1, got ${batchRows}`,
    );
  }
  if (set.size === 0) {
    throw new EvaluationError(
      'invalid-option',
      'the evaluation set is empty: the split left no user with a target',
    );
  }

  const shown = lists && sumsOf(lists, itemCount);
  const answered: Rankings[] = [];
  let before = 0;
  for await (const part of partsOf(set)) {
    // Flat arrays, because one array per user would take more memory than its values.
    const rankings = questions(part);
    const { offsets, targets, ranks } = rankings;
    const recommended = lists && emptyLists(part.size, lists.k);
    const order = byLength(rankings.historyLengths);
    for (let first = 0; first < part.size; first += batchRows) {
      options.signal?.throwIfAborted();
      const indices = order.subarray(first, first + batchRows);
      const histories = Array.from(indices, (index) => part.history(index));
      const scores = await scorer.score(histories);
      checkScores(scorer, scores, histories.length, itemCount);
      for (const [row, { items: history }] of histories.entries()) {
        const index = indices[row] ?? 0;
        const { ranks: found, list } = answer({
          index: before + index,
          scores: scoreRow(scores, row),
          history,
          targets: targets.subarray(offsets[index], offsets[index + 1]),
        });
        ranks.set(found, offsets[index]);
        if (recommended !== undefined && list !== undefined) {
          recommended.items.set(list, index * recommended.k);
          recommended.lengths[index] = list.length;
        }
      }
      const users = before + first + indices.length;
      options.onProgress?.(users, set.size);
      yield users;
      await nextTurn();
    }
    // In the order of users, because sums of floating-point numbers depend on it.
    if (recommended !== undefined) for (const list of listsOf(recommended)) shown?.add(list);
    answered.push(rankings);
    before += part.size;
  }
  if (before !== set.size) {
    throw new EvaluationError(
      'invalid-option',
      `the parts of the evaluation set have ${before} users, and its size is ${set.size}`,
    );
  }

  const rankings = joinRankings(answered);
  const perUser = valuesByUser(rankings, { ks, metrics });
  return {
    users: set.size,
    targets: rankings.targets.length,
    metrics: meanMetrics(perUser),
    perUser,
    rankings,
    ...(shown !== undefined && { catalogue: shown.metrics() }),
  };
}

/**
 * The most scores of one batch, 16 MiB. The system would clear larger blocks of memory for each batch, which takes
 * longer.
 */
const MOST_SCORES = 2 ** 22;

/** A power of two, because models score batches of such sizes. */
function defaultBatchRows(itemCount: number): number {
  let rows = 256;
  while (rows > 1 && rows * tableRows(itemCount) > MOST_SCORES) rows /= 2;
  return rows;
}

/** The set's targets, with space for the ranks. */
function questions(set: EvaluationSet): Rankings {
  const historyLengths = new Int32Array(set.size);
  const offsets = new Int32Array(set.size + 1);
  for (let user = 0; user < set.size; user += 1) {
    historyLengths[user] = set.history(user).items.length;
    offsets[user + 1] = (offsets[user] as number) + new Set(set.targets(user)).size;
  }
  const targets = new Int32Array(offsets[set.size] as number);
  for (let user = 0; user < set.size; user += 1) {
    targets.set(Array.from(new Set(set.targets(user))), offsets[user]);
  }
  return { historyLengths, offsets, targets, ranks: new Float64Array(targets.length) };
}

/** Lists of at most k items; that of user u begins at `u * k`. */
interface Lists {
  readonly k: number;
  readonly items: Int32Array;
  readonly lengths: Int32Array;
}

function emptyLists(users: number, k: number): Lists {
  return { k, items: new Int32Array(users * k), lengths: new Int32Array(users) };
}

/** The recommended items: the best of `1..V` without `exclude`. */
export function topList(
  scores: Float32Array,
  k: number,
  itemCount: number,
  exclude: ReadonlySet<number>,
): Int32Array {
  return topK(scores, k, { from: 1, to: itemCount + 1, exclude }).indices;
}

function* listsOf({ k, items, lengths }: Lists): Generator<Int32Array> {
  for (const [user, length] of lengths.entries()) yield items.subarray(user * k, user * k + length);
}

function sumsOf({ popularity, k, similarity }: ListOptions, itemCount: number): CatalogueSums {
  return new CatalogueSums({
    itemCount,
    popularity,
    k,
    ...(similarity !== undefined && { similarity }),
  });
}

function byLength(lengths: Int32Array): Int32Array {
  return Int32Array.from(lengths.keys()).sort(
    (a, b) => (lengths[a] ?? 0) - (lengths[b] ?? 0) || a - b,
  );
}

function checkScores(scorer: Scorer, scores: ScoreMatrix, rows: number, itemCount: number): void {
  if (scores.rows !== rows || scores.width <= itemCount) {
    throw new EvaluationError(
      'invalid-option',
      `scorer ${scorer.name} gave ${scores.rows} rows of ${scores.width} scores for ${rows} histories of a catalogue of ${itemCount} items`,
    );
  }
}
