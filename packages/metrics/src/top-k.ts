import { type Candidates, candidateRange, notANumber } from './candidates.js';
import { requireWhole } from './metrics-error.js';

/** The best of a row of scores, best first. */
export interface TopK<Scores extends Float32Array | Float64Array = Float32Array> {
  readonly indices: Int32Array;
  /** The scores at `indices`, in the precision of the row. */
  readonly scores: Scores;
}

/**
 * The `k` highest scores, best first; among equal scores the lower index first. Gives fewer than `k` if there are fewer
 * candidates.
 *
 * Takes O(V + k log k) time: it compares each score with the k-th best so far, and halves a pool of 2k survivors by
 * quickselect whenever the pool is full. Takes O(k) memory, and a byte per index with `exclude` or `allow`.
 *
 * Infinite scores are ordered like any other: -Infinity ranks last but is still returned when nothing better is left,
 * so leave items out with `exclude`, not with -Infinity. Throws if a candidate's score is NaN.
 *
 * @example
 * ```ts
 * topK(Float32Array.of(9, 1, 3, 2, 3), 3, { from: 1 });
 * // { indices: [2, 4, 3], scores: [3, 3, 2] }
 * ```
 */
export function topK<Scores extends Float32Array | Float64Array>(
  scores: Scores,
  k: number,
  candidates: Candidates = {},
): TopK<Scores> {
  requireWhole('k', k, 1);
  const { from, to, admits } = candidateRange(scores.length, candidates);
  const kept = Math.min(k, to - from);
  const pool = new Int32Array(Math.min(2 * kept, to - from));
  let size = 0;
  // The k-th best score so far. A later index needs a higher one, as equal scores go to the lower index.
  // It starts as NaN, so no comparison holds and every score passes until the pool is full for the first time.
  let bar = Number.NaN;

  for (let index = passing(scores, from, to, bar); index < to; ) {
    if (admits === undefined || admits(index)) {
      if (Number.isNaN(scores[index])) throw notANumber(index);
      pool[size] = index;
      size += 1;
      if (size === pool.length && size > kept) {
        selectBest(scores, pool, kept);
        size = kept;
        bar = scores[pool[kept - 1] as number] as number;
      }
    }
    index = passing(scores, index + 1, to, bar);
  }

  if (size > kept) selectBest(scores, pool.subarray(0, size), kept);
  const indices = pool.slice(0, Math.min(size, kept)).sort(byRank(scores));
  const best = scores.slice(0, indices.length) as Scores;
  for (let i = 0; i < indices.length; i += 1) best[i] = scores[indices[i] as number] as number;
  return { indices, scores: best };
}

/**
 * The first index from `from` on whose score is above `bar` or NaN, or `to`. This loop reads most of a row, four scores
 * at a time.
 */
function passing(
  scores: Float32Array | Float64Array,
  from: number,
  to: number,
  bar: number,
): number {
  let index = from;
  for (; index + 4 <= to; index += 4) {
    const low =
      (scores[index] as number) <= bar &&
      (scores[index + 1] as number) <= bar &&
      (scores[index + 2] as number) <= bar &&
      (scores[index + 3] as number) <= bar;
    if (!low) break;
  }
  while (index < to && (scores[index] as number) <= bar) index += 1;
  return index;
}

/** Negative where `a` ranks before `b`. No two indices rank equal. */
function byRank(scores: Float32Array | Float64Array): (a: number, b: number) => number {
  return (a, b) => {
    const scoreA = scores[a] as number;
    const scoreB = scores[b] as number;
    if (scoreA > scoreB) return -1;
    return scoreA < scoreB ? 1 : a - b;
  };
}

/**
 * Reorders `pool` so that its best `count` indices come first, the worst of them last:
 * quickselect with the median of three as pivot. An input that defeats this pivot is sorted instead.
 */
function selectBest(scores: Float32Array | Float64Array, pool: Int32Array, count: number): void {
  const rank = byRank(scores);
  const at = (place: number) => pool[place] as number;
  const swap = (a: number, b: number) => {
    const held = at(a);
    pool[a] = at(b);
    pool[b] = held;
  };
  const wanted = count - 1;
  let low = 0;
  let high = pool.length - 1;

  for (let rounds = 4 * Math.ceil(Math.log2(pool.length + 1)); low < high; rounds -= 1) {
    if (rounds === 0) {
      pool.subarray(low, high + 1).sort(rank);
      return;
    }
    const middle = (low + high) >>> 1;
    if (rank(at(middle), at(low)) < 0) swap(middle, low);
    if (rank(at(high), at(low)) < 0) swap(high, low);
    if (rank(at(high), at(middle)) < 0) swap(high, middle);
    const pivot = at(middle);

    let left = low;
    let right = high;
    while (left <= right) {
      while (rank(at(left), pivot) < 0) left += 1;
      while (rank(at(right), pivot) > 0) right -= 1;
      if (left <= right) {
        swap(left, right);
        left += 1;
        right -= 1;
      }
    }
    if (wanted <= right) high = right;
    else if (wanted >= left) low = left;
    else return;
  }
}
