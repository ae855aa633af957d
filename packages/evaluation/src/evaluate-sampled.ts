import {
  type MetricKey,
  popularitySampledRank,
  type TiePolicy,
  uniformSampledRank,
} from '@org/metrics';
import type { EvaluationSet, Scorer } from '@org/seqrec-data';
import { EvaluationError } from './error.js';
import { type EvaluationOptions, evaluateSet } from './evaluation.js';
import type { EvaluationParts } from './evaluation-parts.js';
import type { Rankings } from './rankings.js';

export interface EvaluateSampledOptions extends EvaluationOptions {
  /** The number of drawn items, none of them in the user's history; papers use 99 or 100. */
  readonly negatives: number;
  readonly seed: number;
  /** Draw negatives in proportion to these counts by item index, length V + 1. Default: uniformly. */
  readonly popularity?: ArrayLike<number>;
  /** Default `'index'`. */
  readonly ties?: TiePolicy;
}

export interface SampledEvaluationResult {
  readonly scorer: string;
  readonly protocol: {
    readonly ranking: 'uniform-sampled' | 'popularity-sampled';
    readonly itemCount: number;
    readonly negatives: number;
    readonly seed: number;
    readonly ties: TiePolicy;
  };
  readonly users: number;
  readonly metrics: Readonly<Record<MetricKey, number>>;
  readonly perUser: Readonly<Record<MetricKey, Float64Array>>;
  readonly rankings: Rankings;
}

/**
 * Ranks each user's one target among itself and a few sampled items. Use it only to compare with published numbers:
 * such metrics are far higher than those of the full ranking, and can rank two models in the opposite order (Krichene &
 * Rendle, KDD 2020). Use `evaluate` for everything else.
 */
export async function evaluateSampled(
  scorer: Scorer,
  set: EvaluationSet | EvaluationParts,
  options: EvaluateSampledOptions,
): Promise<SampledEvaluationResult> {
  const { itemCount, negatives, seed, popularity, ties = 'index' } = options;
  const progress = evaluateSet(scorer, set, options, ({ index, scores, history, targets }) => {
    const [target] = targets;
    if (target === undefined || targets.length > 1) {
      throw new EvaluationError(
        'invalid-option',
        `a sampled protocol ranks one target per user, got ${targets.length} for user ${'parts' in set ? index : set.user(index)}: use evaluate, or a split with one target`,
      );
    }
    // A target in the history stays a candidate: papers only exclude the history from the negatives.
    const exclude = new Set(history);
    exclude.delete(target);
    const sample = { from: 1, to: itemCount + 1, exclude, negatives, seed, query: index, ties };
    const rank =
      popularity === undefined
        ? uniformSampledRank(scores, target, sample)
        : popularitySampledRank(scores, target, { ...sample, popularity });
    return { ranks: [rank] };
  });
  for (;;) {
    const { done, value } = await progress.next();
    if (!done) continue;
    const { users, metrics, perUser, rankings } = value;
    const ranking = popularity === undefined ? 'uniform-sampled' : 'popularity-sampled';
    const protocol = { ranking, itemCount, negatives, seed, ties } as const;
    return { scorer: scorer.name, protocol, users, metrics, perUser, rankings };
  }
}
