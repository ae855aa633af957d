import type { Artifact } from '@org/artifact';
import {
  type Comparison,
  type Contestant,
  compare,
  type EvaluationResult,
  evaluate,
} from '@org/evaluation';
import { type MetricKey, metricLabel, parseMetricKey, type RankingMetric } from '@org/metrics';
import { type EvaluationSet, type ExternalId, indicesIn, type Scorer } from '@org/seqrec-data';
import { modelScorer } from '@org/sequence-model';
import { plural } from '../output/format.js';
import { earlierScorer, rankingOnly, withTargets } from './shared-items.js';

/** When a new model may take the place of the one that serves. */
export interface GateRule {
  readonly metric: MetricKey;
  /** How much higher its mean over users must be at least; below 0, how much lower it may be. */
  readonly margin: number;
}

export interface GateOptions {
  readonly rule: GateRule;
  /** The newest events, in the indices of the new model. */
  readonly set: EvaluationSet;
  /** The user of each row of the sequences that were split. */
  readonly userIds: readonly ExternalId[];
  readonly excludeSeen: boolean;
  /** Resamples and seed of the paired bootstrap. */
  readonly resamples: number;
  readonly seed: number;
  readonly onProgress: (name: string, users: number, totalUsers: number) => void;
}

export interface Gate {
  readonly passed: boolean;
  /** Why, in a sentence without its full stop. */
  readonly reason: string;
  /** The new model against the earlier one, on targets that both know, ranked among the items that both know. */
  readonly comparison?: Comparison;
  /** The new model on targets that only it knows, ranked among all of its items. */
  readonly newItems?: { readonly targets: number; readonly users: number; readonly mean: number };
}

/**
 * Compares a new model with the earlier one on the newest events, which neither has seen. Both answer the same users and
 * rank the same items: those that both know. What the new model makes of new items is measured beside, and decides nothing.
 */
export async function gate(
  candidate: Artifact,
  earlier: Artifact,
  options: GateOptions,
): Promise<Gate> {
  const { rule, set, userIds } = options;
  const known = indicesIn(earlier.catalogue, candidate.catalogue);
  const isShared = (item: number) => (known[item] ?? 0) > 0;
  const scorer = modelScorer(candidate.model);
  const measure = (one: Scorer, questions: EvaluationSet) =>
    measureOne(one, questions, candidate.model.itemCount, options);

  const fresh = withTargets(set, (item) => !isShared(item));
  const ofNewItems = fresh.size === 0 ? undefined : await measure(scorer, fresh);
  const newItems = ofNewItems && {
    newItems: {
      targets: ofNewItems.targets,
      users: ofNewItems.users,
      mean: ofNewItems.metrics[rule.metric] ?? Number.NaN,
    },
  };

  const shared = withTargets(set, isShared);
  if (shared.size === 0) {
    const reason =
      'the models cannot be compared: none of the newest events is of a user with a history and of an item that both models know';
    return { passed: false, reason, ...newItems };
  }
  const ids = Array.from({ length: shared.size }, (_, i) => userIds[shared.user(i)] as ExternalId);
  const contestant = async (label: string, one: Scorer): Promise<Contestant> => {
    const { scorer: name, rankings, perUser } = await measure(one, shared);
    const scorers = [{ scorer: name, ranks: rankings.ranks, values: perUser }];
    return { label, scorer: name, results: { userIds: ids, ...rankings, scorers } };
  };
  const first = await contestant('new', rankingOnly(scorer, isShared));
  const other = await contestant('serving', earlierScorer(earlier, known));
  const { resamples, seed } = options;
  const [comparison] = compare(first, [other], { metrics: [rule.metric], resamples, seed });
  if (comparison === undefined) throw new TypeError('two results are one comparison');
  const passed = comparison.difference >= rule.margin;
  return { passed, reason: reasonOf(comparison, rule), comparison, ...newItems };
}

function reasonOf({ difference, users, means }: Comparison, { metric, margin }: GateRule): string {
  const values = `${metricLabel(metric)} on the newest events of ${plural(users, 'user')} is ${means[0].toFixed(4)}, that of the model that serves ${means[1].toFixed(4)}`;
  const side = difference < margin ? 'less than' : 'at least';
  return `its ${values}: the difference of ${difference.toFixed(4)} is ${side} the margin of ${margin}`;
}

function measureOne(
  scorer: Scorer,
  set: EvaluationSet,
  itemCount: number,
  { rule, excludeSeen, onProgress }: GateOptions,
): Promise<EvaluationResult> {
  const { metric, k } = parsed(rule.metric);
  return evaluate(scorer, set, {
    ...{ itemCount, excludeSeen, ks: [k], metrics: [metric] },
    onProgress: (users, total) => onProgress(scorer.name, users, total),
  });
}

function parsed(key: MetricKey): { readonly metric: RankingMetric; readonly k: number } {
  const found = parseMetricKey(key);
  if (found === undefined) throw new TypeError(`${key} is not a metric`);
  return found;
}
