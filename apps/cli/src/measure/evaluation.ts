import {
  type EvaluationParts,
  hasSeveralTargets,
  type MeasuredProtocol,
  type MeasureOptions,
  type MetricIntervals,
  measure,
  type ProtocolChoice,
  type ProtocolFacts,
} from '@org/evaluation';
import type { CatalogueMetrics, MetricKey } from '@org/metrics';
import type { Catalogue, EvaluationSet, ExternalId, Scorer, Sequences } from '@org/seqrec-data';
import type { EvaluationSettings, SettledEvaluation } from '../config/configuration.js';
import { CliError } from '../program/cli-error.js';
import { requireFittable } from './baselines.js';

/** The level of all intervals. */
export const intervalLevel = 0.95;

const sampledNegatives = 100;

/** The results of one scorer on the held-out items, under one protocol. */
export interface ScorerScores {
  readonly scorer: string;
  readonly protocol: ProtocolFacts;
  readonly users: number;
  readonly metrics: Readonly<Record<MetricKey, number>>;
  readonly intervals: MetricIntervals;
  readonly catalogue?: CatalogueMetrics;
  readonly seconds: number;
}

export interface MeasureAllOptions extends Pick<MeasureOptions, 'onProgress'> {
  readonly set: EvaluationSet | EvaluationParts;
  readonly catalogue: Catalogue;
  /** Training counts by item index, length V + 1. */
  readonly popularity: ArrayLike<number>;
  /** As `measure` takes them. */
  readonly userIds: readonly ExternalId[];
  readonly settings: SettledEvaluation;
  readonly signal?: AbortSignal;
  readonly onScores: (scores: ScorerScores) => void;
}

/** The results to show and to write. */
export interface Measurements {
  /** Results of the full ranking. */
  readonly scores: readonly ScorerScores[];
  readonly sampledScores: readonly ScorerScores[];
  readonly protocols: readonly MeasuredProtocol[];
}

/** Measures a model and baselines by full ranking, and by the sampled protocols of the settings. */
export async function measureAll(
  model: Scorer,
  baselines: readonly Scorer[],
  options: MeasureAllOptions,
): Promise<Measurements> {
  const { set, settings, signal, onProgress, onScores, ...data } = options;
  const { ks, excludeSeen, categories, debiasPower, resamples, seed } = settings;
  const scorers = [
    { scorer: model, role: 'model' as const },
    ...baselines.map((scorer) => ({ scorer, role: 'baseline' as const })),
  ];
  const all: ScorerScores[] = [];
  const protocols: MeasuredProtocol[] = [];
  for (const protocol of protocolChoices(settings)) {
    const measured = await measure(scorers, set, {
      ...data,
      ...{ protocol, ks, excludeSeen, categories, debiasPower },
      intervals: { level: intervalLevel, resamples, seed },
      ...(signal === undefined ? {} : { signal }),
      ...(onProgress === undefined ? {} : { onProgress }),
      onScorer: ({ scorer, metrics, catalogue, seconds }, facts) => {
        const scores: ScorerScores = {
          scorer,
          protocol: facts,
          users: facts.users,
          metrics: Object.fromEntries(
            Object.entries(metrics).map(([key, { mean }]) => [key as MetricKey, mean]),
          ),
          intervals: metrics,
          ...(catalogue === undefined ? {} : { catalogue }),
          seconds,
        };
        all.push(scores);
        onScores(scores);
      },
    });
    protocols.push(measured);
  }
  return {
    scores: all.filter(({ protocol }) => protocol.ranking === 'full'),
    sampledScores: all.filter(({ protocol }) => protocol.ranking !== 'full'),
    protocols,
  };
}

interface MeasurableSplit {
  /** The training part, which is read only where a baseline is fitted to it. */
  readonly train: () => Sequences;
  readonly test: EvaluationSet | EvaluationParts;
}

/** Refuses, before any work, settings that the data or this machine cannot fulfil. */
export function requireMeasurable(
  { protocols, baselines, categories }: EvaluationSettings,
  { train, test }: MeasurableSplit,
  { items, itemCount }: Catalogue,
): void {
  const sampled = protocols.find((protocol) => protocol !== 'full');
  if (sampled !== undefined && hasSeveralTargets(test)) {
    throw new CliError(
      'usage',
      `--protocol ${sampled} ranks one target per user, and this split holds out several: leave it out, or hold out one`,
    );
  }
  requireFittable(baselines, { train, itemCount });
  if (categories !== undefined && !items.some(({ attributes }) => attributes?.[categories])) {
    const known = new Set(items.flatMap(({ attributes = {} }) => Object.keys(attributes)));
    const there = known.size === 0 ? 'items have none' : `there are ${[...known].join(', ')}`;
    throw new CliError(
      'usage',
      `no item has the attribute ${categories} of --categories: ${there}`,
    );
  }
}

/** The full ranking first, then the other protocols of the settings. */
function protocolChoices({ protocols, seed }: EvaluationSettings): ProtocolChoice[] {
  const sampled = { negatives: sampledNegatives, seed };
  const choices: ProtocolChoice[] = [{ ranking: 'full' }];
  if (protocols.includes('uniform-100')) choices.push({ ranking: 'uniform-sampled', ...sampled });
  if (protocols.includes('popularity-100')) {
    choices.push({ ranking: 'popularity-sampled', ...sampled });
  }
  return choices;
}
