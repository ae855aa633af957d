import { Random } from '@org/random';
import { candidateRange, notANumber } from './candidates.js';
import { MetricsError, requireWhole } from './metrics-error.js';
import { type RankOptions, targetRank } from './target-rank.js';
import { topK } from './top-k.js';

export interface SampledRankOptions extends RankOptions {
  /** The number of negatives, drawn without replacement; papers use 99 or 100. */
  readonly negatives: number;
  readonly seed: number;
  /** The user or query that the row belongs to. Each has its own candidates, which are the same for every model. */
  readonly query: number;
}

export interface PopularitySampledRankOptions extends SampledRankOptions {
  /** Weight of each index, e.g. its training interactions. Indices of weight 0 are never drawn. */
  readonly popularity: ArrayLike<number>;
}

/**
 * **Sampled protocol**: the 1-based rank of `target` among itself and `negatives` candidates drawn uniformly. In
 * 1..negatives + 1.
 *
 * Use it only to compare with published numbers. Metrics of sampled ranks are not the metrics of the full ranking, and
 * they can rank two models in the opposite order (Krichene & Rendle, "On Sampled Metrics for Item Recommendation", KDD
 * 2020). So `targetRank` over all candidates is the default everywhere, and a result of this function must be reported
 * as sampled, with the number of negatives.
 *
 * Candidates depend on the seed, the query, the target and the indices that may be drawn (`from`, `to`, `exclude`,
 * `allow`), never on the scores. An excluded target ranks at Infinity. O(V). Throws if fewer than `negatives` can be
 * drawn.
 *
 * @example
 * ```ts
 * const row = Float32Array.from({ length: 1001 }, (_, item) => -item);
 * targetRank(row, 30, { from: 1 }); // 30
 * uniformSampledRank(row, 30, { from: 1, negatives: 100, seed: 1, query: 0 }); // about 1 + 100 · 29 / 999
 * ```
 */
export function uniformSampledRank(
  scores: Float32Array | Float64Array,
  target: number,
  options: SampledRankOptions,
): number {
  return rankAmongSample(scores, target, options, 'uniform-sampled-rank', () => 1);
}

/**
 * **Sampled protocol**: as {@link uniformSampledRank}, but negatives are drawn with probability proportional to
 * `popularity`, one after the other without replacement, as in the evaluation of the BERT4Rec paper. These negatives
 * are harder than uniform ones, because popular items score high, but the result is no closer to the full ranking.
 */
export function popularitySampledRank(
  scores: Float32Array | Float64Array,
  target: number,
  options: PopularitySampledRankOptions,
): number {
  const { popularity } = options;
  if (popularity.length < (options.to ?? scores.length)) {
    throw new MetricsError(
      'invalid-argument',
      `popularity must cover all ${options.to ?? scores.length} indices of the row, got ${popularity.length}`,
      { received: popularity.length },
    );
  }
  const weight = (index: number) => {
    const value = popularity[index] as number;
    if (value >= 0 && value < Number.POSITIVE_INFINITY) return value;
    throw new MetricsError('invalid-argument', `the popularity of index ${index} is ${value}`, {
      index,
    });
  };
  return rankAmongSample(scores, target, options, 'popularity-sampled-rank', weight);
}

function rankAmongSample(
  scores: Float32Array | Float64Array,
  target: number,
  options: SampledRankOptions,
  stream: string,
  weight: (index: number) => number,
): number {
  const { negatives, seed, query, ...ranking } = options;
  requireWhole('negatives', negatives, 1);
  const { from, to, admits } = candidateRange(scores.length, ranking);
  if (!Number.isInteger(target) || target < from || target >= to) {
    throw new MetricsError(
      'unknown-item',
      `target ${target} is not among the candidates ${from}..${to - 1}`,
      { target, from, to },
    );
  }
  if (admits && !admits(target)) return Number.POSITIVE_INFINITY;

  // Weighted sampling without replacement: the highest keys log(u) / weight (Efraimidis & Spirakis 2006). Each index
  // gets one draw, even if it is not a candidate, so excluding an item does not change the keys of the others.
  const random = Random.of(seed, stream, query, target);
  const keys = new Float64Array(to).fill(Number.NEGATIVE_INFINITY);
  for (let index = from; index < to; index += 1) {
    const key = Math.log(1 - random.float());
    const share = weight(index);
    if (index !== target && share > 0 && (!admits || admits(index))) keys[index] = key / share;
  }
  const sample = topK(keys, negatives, { from });
  const drawn = sample.scores.reduce((count, key) => count + (key > -Infinity ? 1 : 0), 0);
  if (drawn < negatives) {
    throw new MetricsError(
      'no-data',
      `only ${drawn} of ${negatives} negatives can be drawn for target ${target}; draw fewer or exclude less`,
      { drawn, negatives, target },
    );
  }
  // In index order, so that the tie policy `index` works as in the full ranking.
  const candidates = Int32Array.of(target, ...sample.indices).sort();
  const sampled = Float64Array.from(candidates, (index) => {
    const score = scores[index] as number;
    if (Number.isNaN(score)) throw notANumber(index);
    return score;
  });
  return targetRank(sampled, candidates.indexOf(target), { ties: options.ties ?? 'index' });
}
