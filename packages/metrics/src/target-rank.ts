import { type Candidates, candidateRange, notANumber } from './candidates.js';
import { MetricsError } from './metrics-error.js';

/**
 * How a target ranks among candidates with exactly the same score:
 * - `index`: by item index, lower first. {@link topK} does the same, so a rank of at most k means "in the top k".
 * - `optimistic`: before all of them. It flatters a model that gives many items the same score; a constant model looks
 *   perfect.
 * - `pessimistic`: after all of them.
 * - `average`: the mean place over all orders of the tied items; may be fractional.
 */
export type TiePolicy = 'index' | 'optimistic' | 'pessimistic' | 'average';

export interface RankOptions extends Candidates {
  /** Default `index`. */
  readonly ties?: TiePolicy;
}

/**
 * The 1-based rank of `target` among all candidates of a row: 1 + the number of candidates that score higher + the
 * number of equal candidates that the tie policy puts first. O(V).
 *
 * A target that is not a candidate (in `exclude`, or not in `allow`) can never be recommended, so its rank is Infinity,
 * which every metric counts as a miss. Throws if the target's or a candidate's score is NaN.
 *
 * @example
 * ```ts
 * const row = Float32Array.of(9, 1, 3, 2, 3);
 * targetRank(row, 4, { from: 1 }); // 2: index 2 has the same score and comes first
 * targetRank(row, 4, { from: 1, ties: 'optimistic' }); // 1
 * targetRank(row, 4, { from: 1, ties: 'average' }); // 1.5
 * ```
 */
export function targetRank(
  scores: Float32Array | Float64Array,
  target: number,
  options: RankOptions = {},
): number {
  return targetRanks(scores, [target], options)[0] as number;
}

/**
 * The 1-based ranks of several targets of one row, in the order given, for users with more than one relevant item.
 * Each target is ranked among all candidates, the other targets included. O(targets × V).
 *
 * Targets that tie with each other get different ranks. If `m` targets are among `n` tied candidates whose first rank
 * is `p`, the targets get p, p+1, … (`optimistic`), the last m ranks (`pessimistic`), or the mean rank of the j-th
 * target over all orders, p - 1 + j (n + 1) / (m + 1) (`average`).
 *
 * @example
 * ```ts
 * targetRanks(Float32Array.of(5, 5, 5, 7), [0, 2], { ties: 'pessimistic' }); // [3, 4]
 * ```
 */
export function targetRanks(
  scores: Float32Array | Float64Array,
  targets: ArrayLike<number>,
  options: RankOptions = {},
): Float64Array {
  const ties = options.ties ?? 'index';
  const { from, to, admits } = candidateRange(scores.length, options);
  const isTarget = targets.length > 1 ? new Set(Array.from(targets)) : undefined;
  if (isTarget && isTarget.size !== targets.length) {
    throw new MetricsError(
      'invalid-argument',
      `a target is listed twice among [${Array.from(targets).join(', ')}]; list each once`,
    );
  }

  const ranks = new Float64Array(targets.length);
  for (let t = 0; t < targets.length; t += 1) {
    const target = targets[t] as number;
    if (!Number.isInteger(target) || target < from || target >= to) {
      throw new MetricsError(
        'unknown-item',
        `target ${target} is not among the candidates ${from}..${to - 1}`,
        { target, from, to },
      );
    }
    if (admits && !admits(target)) {
      ranks[t] = Number.POSITIVE_INFINITY;
      continue;
    }
    const score = scores[target] as number;
    let higher = 0;
    let before = 0; // tied candidates of lower index
    let tied = 1;
    let targetsBefore = 0;
    let targetsTied = 1;
    for (let index = skipLower(scores, from, to, score); index < to; ) {
      const place = index;
      const other = scores[place] as number;
      index = skipLower(scores, place + 1, to, score);
      if (place === target || (admits && !admits(place))) continue;
      if (other > score) {
        higher += 1;
      } else if (other === score) {
        tied += 1;
        if (place < target) before += 1;
        if (isTarget?.has(place)) {
          targetsTied += 1;
          if (place < target) targetsBefore += 1;
        }
      } else {
        throw notANumber(Number.isNaN(score) ? target : place);
      }
    }
    if (Number.isNaN(score)) throw notANumber(target);

    if (ties === 'index') ranks[t] = higher + before + 1;
    else if (ties === 'optimistic') ranks[t] = higher + targetsBefore + 1;
    else if (ties === 'pessimistic') ranks[t] = higher + tied - targetsTied + targetsBefore + 1;
    else ranks[t] = higher + ((targetsBefore + 1) * (tied + 1)) / (targetsTied + 1);
  }
  return ranks;
}

/**
 * The first index from `from` on whose score is not below `score`, or `to`. This loop reads most of a row, four scores
 * at a time.
 */
function skipLower(
  scores: Float32Array | Float64Array,
  from: number,
  to: number,
  score: number,
): number {
  let index = from;
  for (; index + 4 <= to; index += 4) {
    const lower =
      (scores[index] as number) < score &&
      (scores[index + 1] as number) < score &&
      (scores[index + 2] as number) < score &&
      (scores[index + 3] as number) < score;
    if (!lower) break;
  }
  while (index < to && (scores[index] as number) < score) index += 1;
  return index;
}
