import { normalTail } from './normal-tail.js';
import { pairDifferences } from './paired.js';

/** The null distribution is exact up to this many pairs, and approximated beyond. */
const EXACT_LIMIT = 50;

export interface WilcoxonOptions {
  /** `greater` tests whether a tends to exceed b, `less` the reverse. Default `two-sided`. */
  readonly alternative?: 'two-sided' | 'greater' | 'less';
}

export interface WilcoxonResult {
  /** Pairs that differ; the others are dropped. */
  readonly pairs: number;
  /** Sum of the ranks of |a - b| over the pairs with a > b, and with a < b. */
  readonly positiveRankSum: number;
  readonly negativeRankSum: number;
  /** Rank-biserial correlation, (positive - negative) / (positive + negative), in [-1, 1]; 0 if no pair differs. */
  readonly effectSize: number;
  readonly pValue: number;
  readonly method: 'exact' | 'normal';
}

/**
 * Wilcoxon's signed-rank test of two runs on the same users: are the differences symmetric about zero? It assumes less
 * than a t-test, because only the order of the absolute differences matters.
 *
 * Pairs without a difference are dropped (Wilcoxon 1945) and ties get mid-ranks. Up to 50 differing pairs the p-value
 * is exact, given the ties. Beyond, W⁺ is approximated by a normal distribution with mean n(n+1)/4 and variance
 * (n(n+1)(2n+1) - Σ(t³-t)/2) / 24 over groups of t ties, with a continuity correction of 1/2. Two-sided p-values are
 * twice the smaller tail, at most 1.
 *
 * @example
 * ```ts
 * wilcoxonSignedRank([125, 115, 130, 140, 140], [110, 122, 125, 120, 140]);
 * // differences 15, -7, 5, 20, (0): ranks 3, -2, 1, 4
 * // { pairs: 4, positiveRankSum: 8, negativeRankSum: 2, effectSize: 0.6, pValue: 0.375, method: 'exact' }
 * ```
 */
export function wilcoxonSignedRank(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  options: WilcoxonOptions = {},
): WilcoxonResult {
  const differences = pairDifferences(a, b)
    .filter((difference) => difference !== 0)
    .sort((x, y) => Math.abs(x) - Math.abs(y));
  const pairs = differences.length;
  const { ranks, tieTerm } = midRanks(differences);
  let positive = 0;
  for (let i = 0; i < pairs; i += 1) {
    if ((differences[i] as number) > 0) positive += ranks[i] as number;
  }
  const total = (pairs * (pairs + 1)) / 2;
  const exact = pairs <= EXACT_LIMIT;
  const tails = exact
    ? exactTails(ranks, positive)
    : normalTails(positive, total / 2, Math.sqrt((total * (2 * pairs + 1)) / 12 - tieTerm / 48));

  const alternative = options.alternative ?? 'two-sided';
  return {
    pairs,
    positiveRankSum: positive,
    negativeRankSum: total - positive,
    effectSize: pairs === 0 ? 0 : (2 * positive - total) / total,
    pValue:
      alternative === 'two-sided'
        ? Math.min(1, 2 * Math.min(tails.greater, tails.less))
        : tails[alternative],
    method: exact ? 'exact' : 'normal',
  };
}

/** Ranks of values sorted by size, ties sharing their mean rank, and Σ(t³ - t) over the groups of ties. */
function midRanks(sorted: Float64Array): { ranks: Float64Array; tieTerm: number } {
  const ranks = new Float64Array(sorted.length);
  let tieTerm = 0;
  for (let start = 0; start < sorted.length; ) {
    const size = Math.abs(sorted[start] as number);
    let end = start + 1;
    while (end < sorted.length && Math.abs(sorted[end] as number) === size) end += 1;
    ranks.fill((start + 1 + end) / 2, start, end);
    const tied = end - start;
    tieTerm += tied ** 3 - tied;
    start = end;
  }
  return { ranks, tieTerm };
}

interface Tails {
  /** P(W⁺ ≥ observed) and P(W⁺ ≤ observed) under the null hypothesis. */
  readonly greater: number;
  readonly less: number;
}

/** Counts how many of the 2ⁿ sign patterns give each sum W⁺. Mid-ranks are multiples of 1/2, so sums are doubled. */
function exactTails(ranks: Float64Array, positive: number): Tails {
  const doubled = ranks.map((rank) => 2 * rank);
  const total = doubled.reduce((sum, rank) => sum + rank, 0);
  const ways = new Float64Array(total + 1); // at most 2^50, which a double holds exactly
  ways[0] = 1;
  let reached = 0;
  for (const rank of doubled) {
    for (let sum = reached; sum >= 0; sum -= 1) {
      ways[sum + rank] = (ways[sum + rank] as number) + (ways[sum] as number);
    }
    reached += rank;
  }
  const observed = 2 * positive;
  const count = (from: number, to: number) =>
    ways.subarray(from, to).reduce((sum, value) => sum + value, 0);
  const all = 2 ** ranks.length;
  return { greater: count(observed, total + 1) / all, less: count(0, observed + 1) / all };
}

function normalTails(positive: number, expected: number, deviation: number): Tails {
  const upper = (z: number) => (z >= 0 ? normalTail(z) : 1 - normalTail(-z));
  return {
    greater: upper((positive - expected - 0.5) / deviation),
    less: upper((expected - positive - 0.5) / deviation),
  };
}
