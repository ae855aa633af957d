import type { MetricKey } from '@org/metrics';
import { z } from 'zod';

/** The version of `evaluation.json` that this package writes and reads. */
export const EVALUATION_FORMAT_VERSION = 1;

const count = z.int().min(0);
const json = z.record(z.string(), z.unknown());

/** A mean over users and the two ends of its bootstrap interval. */
const intervalSchema = z.object({ mean: z.number(), low: z.number(), high: z.number() });

const metricKeySchema = z.templateLiteral([
  z.enum(['hitRate', 'recall', 'precision', 'ndcg', 'mrr', 'map']),
  '@',
  z.int().min(1),
]) as z.ZodType<MetricKey, MetricKey>;

/** By metric and cut-off, e.g. `ndcg@10`. What they mean depends on the protocol they stand under. */
const metricsSchema = z.record(metricKeySchema, intervalSchema);

/** Some of the targets: of users with such a history, or of such items. */
const sliceSchema = z.object({
  by: z.enum(['history-length', 'popularity', 'category']),
  /** Short, for tables: `11-23`, `head`, `Comedy`. */
  name: z.string(),
  /** A sentence that says what is in it. */
  description: z.string(),
  /** Users with a target in the slice; the metrics are their means, over targets of the slice alone. */
  users: count,
  targets: count,
  metrics: metricsSchema,
});

const debiasedSchema = z.object({
  /** Self-normalised inverse propensity scoring, with `interactions ^ power` for the propensity. */
  method: z.literal('snips'),
  power: z.number(),
  targets: count,
  /** (Σw)² / Σw² of the targets' weights: how many equally weighted targets would be as certain. */
  effectiveTargets: z.number(),
  metrics: metricsSchema,
});

const catalogueSchema = z.object({
  coverage: z.number(),
  novelty: z.number(),
  averagePopularity: z.number(),
  gini: z.number(),
  intraListDiversity: z.number().optional(),
});

const scorerSchema = z.object({
  scorer: z.string(),
  role: z.enum(['model', 'baseline']),
  seconds: z.number(),
  metrics: metricsSchema,
  /** What the lists show of the catalogue. Full ranking only, as the two below. */
  catalogue: catalogueSchema.optional(),
  slices: z.array(sliceSchema).optional(),
  debiased: debiasedSchema.optional(),
});

const protocolSchema = z.object({
  /** `full`, or how a sampled protocol is called: `uniform-100`, `popularity-100`. */
  name: z.string(),
  ranking: z.enum(['full', 'uniform-sampled', 'popularity-sampled']),
  itemCount: z.int().min(1),
  /** Whether items of the history are left out; of a sampled protocol: out of the negatives. */
  excludeSeen: z.boolean(),
  ties: z.enum(['index', 'optimistic', 'pessimistic', 'average']),
  /** Of a sampled protocol: negatives beside each target, and the seed they are drawn with. */
  negatives: count.optional(),
  seed: z.int().optional(),
  users: count,
  targets: count,
  /** Targets in their own history; with `excludeSeen` each is a miss. Full ranking only. */
  seenTargets: count.optional(),
  /** Values of every user and scorer: an Arrow file beside this one, see `readPerUser`. */
  perUser: z.object({ file: z.string(), sha256: z.string() }),
  /** The model first, then the baselines. */
  scorers: z.array(scorerSchema).min(1),
});

export const evaluationFileSchema = z.object({
  formatVersion: z.literal(EVALUATION_FORMAT_VERSION),
  /** ISO 8601, when it was finished. */
  createdAt: z.iso.datetime(),
  /** What to type to have it again, from the directory that it was typed in. */
  command: z.string(),
  wallSeconds: z.number(),
  dataset: z.object({
    /** Names the data; runs with another are not comparable. */
    contentHash: z.string(),
    source: json,
    filters: json,
    counts: z.record(z.string(), count),
  }),
  split: z.looseObject({ kind: z.string() }),
  model: z.object({
    kind: z.string(),
    /** Names weights, configuration and items: the artifact's version. */
    version: z.string(),
    config: json,
    /** Optimizer, schedule, seed, steps, as the artifact has them. */
    training: json,
  }),
  engine: z.object({
    name: z.string(),
    backend: z.string(),
    package: z.string(),
    version: z.string(),
  }),
  /** Of Node, TensorFlow.js and the rest of the software, by name. */
  versions: z.record(z.string(), z.string()),
  seeds: z.object({ training: z.int().optional(), evaluation: z.int() }),
  /** How the intervals of all metrics were made: percentile bootstrap over users. */
  intervals: z.object({ level: z.number(), resamples: count, seed: z.int() }),
  /** Full ranking first. */
  protocols: z.array(protocolSchema).min(1),
});

/** `evaluation.json`: what was measured, on what, how, and the numbers. Plain JSON. */
export type EvaluationFile = z.infer<typeof evaluationFileSchema>;
export type ProtocolRecord = EvaluationFile['protocols'][number];
export type ScorerRecord = ProtocolRecord['scorers'][number];
export type SliceRecord = NonNullable<ScorerRecord['slices']>[number];
