import { type CatalogueMetrics, type MetricKey, type TiePolicy, targetRanks } from '@org/metrics';
import type { EvaluationSet, Scorer } from '@org/seqrec-data';
import { type EvaluationOptions, evaluateSet, topList } from './evaluation.js';
import type { EvaluationParts } from './evaluation-parts.js';
import type { Rankings } from './rankings.js';

export interface EvaluateOptions extends EvaluationOptions {
  /**
   * Leave the items of the history out of the ranking, as serving does by default. Default true. A target in its own
   * history then counts as a miss; `seenTargets` counts them.
   */
  readonly excludeSeen?: boolean;
  /** How a target ranks among items of the same score. Default `'index'`. */
  readonly ties?: TiePolicy;
  /** Training counts by item index, length V + 1. Adds catalogue metrics at the largest k. */
  readonly popularity?: ArrayLike<number>;
  /** The similarity of two items, in 0..1. With `popularity`, adds intra-list diversity. */
  readonly similarity?: (a: number, b: number) => number;
}

/** How the targets were ranked, so that results can be compared. Plain JSON. */
export interface EvaluationProtocol {
  readonly ranking: 'full';
  readonly itemCount: number;
  readonly excludeSeen: boolean;
  readonly ties: TiePolicy;
}

export interface EvaluationResult {
  /** The scorer's name. */
  readonly scorer: string;
  readonly protocol: EvaluationProtocol;
  readonly users: number;
  readonly targets: number;
  /** The number of targets in their own history; with `excludeSeen` each is a miss. */
  readonly seenTargets: number;
  /** Means over users. */
  readonly metrics: Readonly<Record<MetricKey, number>>;
  /** One value per user of the evaluation set, in the set's order. */
  readonly perUser: Readonly<Record<MetricKey, Float64Array>>;
  /** The ranks behind the values per user. */
  readonly rankings: Rankings;
  /** Metrics of the top lists, if `popularity` is given. */
  readonly catalogue?: CatalogueMetrics;
}

/**
 * Ranks every user's targets in the full catalogue, for a trained model (`modelScorer`) or a baseline.
 *
 * @example
 * const result = await evaluate(scorer, split.test, { itemCount: catalogue.itemCount, ks: [10] });
 * result.metrics['ndcg@10'];
 */
export async function evaluate(
  scorer: Scorer,
  set: EvaluationSet | EvaluationParts,
  options: EvaluateOptions,
): Promise<EvaluationResult> {
  const progress = evaluating(scorer, set, options);
  for (;;) {
    const { done, value } = await progress.next();
    if (done) return value;
  }
}

/** {@link evaluate}, yielding the number of users done. */
export async function* evaluating(
  scorer: Scorer,
  set: EvaluationSet | EvaluationParts,
  options: EvaluateOptions,
): AsyncGenerator<number, EvaluationResult> {
  const { itemCount, excludeSeen = true, ties = 'index', popularity, similarity } = options;
  const k = Math.max(...(options.ks ?? [20]));
  let seenTargets = 0;
  const numbers = yield* evaluateSet(
    scorer,
    set,
    options,
    ({ scores, history, targets }) => {
      const seen = new Set(history);
      for (const target of targets) seenTargets += seen.has(target) ? 1 : 0;
      const exclude = excludeSeen ? seen : new Set<number>();
      const ranks = targetRanks(scores, targets, { from: 1, to: itemCount + 1, exclude, ties });
      if (popularity === undefined) return { ranks };
      return { ranks, list: topList(scores, k, itemCount, exclude) };
    },
    popularity && { popularity, k, similarity },
  );
  return {
    scorer: scorer.name,
    protocol: { ranking: 'full', itemCount, excludeSeen, ties },
    seenTargets,
    ...numbers,
  };
}
