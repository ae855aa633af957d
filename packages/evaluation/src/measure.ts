import {
  bootstrapIntervals,
  defaultMetrics,
  type MetricKey,
  type RankingMetric,
  type TiePolicy,
} from '@org/metrics';
import type { Catalogue, EvaluationSet, ExternalId, Scorer } from '@org/seqrec-data';
import { debias } from './debiased.js';
import { evaluate } from './evaluate.js';
import { evaluateSampled } from './evaluate-sampled.js';
import type { EvaluationOptions } from './evaluation.js';
import type { MeasuredProtocol } from './evaluation-file.js';
import { type EvaluationParts, hasSeveralTargets } from './evaluation-parts.js';
import type {
  DebiasedRecord,
  EvaluationFile,
  MetricIntervals,
  ProtocolRecord,
  ScorerRecord,
  SliceRecord,
} from './evaluation-schema.js';
import type { ScorerResults } from './per-user-file.js';
import { type Rankings, valuesByUser } from './rankings.js';
import {
  categorySlices,
  lengthSlices,
  popularitySlices,
  type Slice,
  sliceRanks,
} from './slices.js';

/** The full ranking, or a sampled protocol with a number of negatives. */
export type ProtocolChoice =
  | { readonly ranking: 'full' }
  | {
      readonly ranking: 'uniform-sampled' | 'popularity-sampled';
      readonly negatives: number;
      readonly seed: number;
    };

export interface MeasureOptions
  extends Pick<EvaluationOptions, 'metrics' | 'batchRows' | 'signal'> {
  readonly protocol: ProtocolChoice;
  readonly catalogue: Catalogue;
  /** Training interactions by item index, length V + 1. */
  readonly popularity: ArrayLike<number>;
  /** The user ids of the split sequences, by row; of a set in parts, those of its users in their order. */
  readonly userIds: readonly ExternalId[];
  readonly ks: readonly number[];
  /**
   * Leave the items of the history out of the ranking. Default true. Negatives of a sampled protocol are never in the
   * history.
   */
  readonly excludeSeen?: boolean;
  /** Default `'index'`. */
  readonly ties?: TiePolicy;
  readonly intervals: EvaluationFile['intervals'];
  /** The item attribute of the slices by category. Default: genres or similar attributes, if items have them. */
  readonly categories?: string | undefined;
  /** See `debias`. */
  readonly debiasPower: number;
  readonly onProgress?: (scorer: string, users: number, totalUsers: number) => void;
  readonly onScorer?: (record: ScorerRecord, protocol: ProtocolFacts) => void;
}

/** The settings of a protocol: its record without the numbers. */
export type ProtocolFacts = Omit<ProtocolRecord, 'perUser' | 'scorers'>;

export interface MeasuredScorer {
  readonly scorer: Scorer;
  readonly role: ScorerRecord['role'];
}

/**
 * Measures scorers on the same targets under one protocol: means with intervals and, for the full ranking, slices, the
 * debiased view and catalogue metrics. `writeEvaluation` takes the result. If a user has several targets, the default
 * metrics include recall and precision.
 */
export async function measure(
  scorers: readonly MeasuredScorer[],
  set: EvaluationSet | EvaluationParts,
  given: MeasureOptions,
): Promise<MeasuredProtocol> {
  const options: Settings = {
    ...given,
    metrics: given.metrics ?? defaultMetrics(hasSeveralTargets(set) ? 'several' : 'one'),
  };
  const records: ScorerRecord[] = [];
  const results: ScorerResults[] = [];
  let facts: ProtocolFacts | undefined;
  let asked: Rankings | undefined;
  for (const { scorer, role } of scorers) {
    const started = performance.now();
    const answered = await rank(scorer, set, options);
    facts = answered.facts;
    asked = answered.rankings;
    const record: ScorerRecord = {
      scorer: scorer.name,
      role,
      seconds: (performance.now() - started) / 1000,
      metrics: intervalsOf(answered.perUser, options),
      ...(options.protocol.ranking === 'full' && {
        catalogue: answered.catalogue,
        slices: sliced(answered.rankings, options),
        debiased: debiased(answered.rankings, options),
      }),
    };
    records.push(record);
    results.push({
      scorer: scorer.name,
      ranks: answered.rankings.ranks,
      values: answered.perUser,
    });
    options.onScorer?.(record, facts);
  }
  if (facts === undefined || asked === undefined) throw new RangeError('there is no scorer');
  const { historyLengths, offsets, targets } = asked;
  const userIds =
    'parts' in set
      ? options.userIds
      : Array.from({ length: set.size }, (_, i) => options.userIds[set.user(i)] as ExternalId);
  return {
    record: { ...facts, scorers: records },
    perUser: { userIds, historyLengths, offsets, targets, scorers: results },
  };
}

/** {@link MeasureOptions} with the defaults for one set. */
interface Settings extends MeasureOptions {
  readonly metrics: readonly RankingMetric[];
}

/** `full`, `uniform-100`, `popularity-100`. */
export function protocolName(protocol: ProtocolChoice): string {
  if (protocol.ranking === 'full') return 'full';
  return `${protocol.ranking.replace('-sampled', '')}-${protocol.negatives}`;
}

async function rank(scorer: Scorer, set: EvaluationSet | EvaluationParts, options: Settings) {
  const { protocol, catalogue, popularity, ks, metrics, ties = 'index' } = options;
  const { batchRows, signal, onProgress } = options;
  const { itemCount } = catalogue;
  const shared = {
    itemCount,
    ks,
    ties,
    metrics,
    ...(batchRows !== undefined && { batchRows }),
    ...(signal !== undefined && { signal }),
    ...(onProgress !== undefined && {
      onProgress: (users: number, total: number) => onProgress(scorer.name, users, total),
    }),
  };
  if (protocol.ranking === 'full') {
    const { excludeSeen = true } = options;
    const result = await evaluate(scorer, set, { ...shared, excludeSeen, popularity });
    const { users, targets, seenTargets, perUser, rankings, catalogue: shown } = result;
    const facts: ProtocolFacts = {
      name: protocolName(protocol),
      ...{ ...result.protocol, users, targets, seenTargets },
    };
    return { facts, perUser, rankings, catalogue: shown };
  }
  const { ranking, negatives, seed } = protocol;
  const { users, perUser, rankings } = await evaluateSampled(scorer, set, {
    ...shared,
    negatives,
    seed,
    ...(ranking === 'popularity-sampled' && { popularity }),
  });
  const facts: ProtocolFacts = {
    name: protocolName(protocol),
    ...{ ranking, itemCount, excludeSeen: true, ties, negatives, seed },
    ...{ users, targets: rankings.targets.length },
  };
  return { facts, perUser, rankings, catalogue: undefined };
}

function intervalsOf(
  perUser: Readonly<Record<MetricKey, Float64Array>>,
  { intervals }: Settings,
  weights?: Float64Array,
): MetricIntervals {
  return bootstrapIntervals(perUser, { ...intervals, ...(weights !== undefined && { weights }) });
}

function sliced(rankings: Rankings, options: Settings): SliceRecord[] {
  const slices: readonly Slice[] = [
    ...lengthSlices(rankings.historyLengths),
    ...popularitySlices(options.popularity),
    ...categorySlices(options.catalogue, { attribute: options.categories }),
  ];
  return slices.flatMap((slice): SliceRecord[] => {
    const picked = sliceRanks(rankings, slice);
    const targets = picked.ranks.length;
    if (targets === 0) return [];
    const { by, name, description } = slice;
    const users = picked.offsets.length - 1;
    const metrics = intervalsOf(valuesByUser(picked, options), options);
    return [{ by, name, description, users, targets, metrics }];
  });
}

function debiased(rankings: Rankings, options: Settings): DebiasedRecord {
  const { popularity, ks, debiasPower: power } = options;
  // With one target, recall equals hit rate and precision adds nothing.
  const metrics = options.metrics.filter((metric) => metric !== 'recall' && metric !== 'precision');
  const values = debias(rankings, { popularity, power, ks, metrics });
  return {
    method: 'snips',
    power,
    targets: rankings.targets.length,
    effectiveTargets: values.effectiveTargets,
    metrics: intervalsOf(values.perUser, options, values.weights),
  };
}
